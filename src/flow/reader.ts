import type { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { HiddenValues, RedactionSettings } from '../domain/redaction.ts';
import type { SafeTrace, TraceRef } from '../domain/trace.ts';
import type { KeptTrace, Threads, TraceSource } from '../ports.ts';
import { ownRules } from '../refine/text/own-redaction.ts';
import { redactKeeping } from '../refine/text/redact.ts';
import { pack, unpack } from './kept-trace.ts';
import { type ReadingKit, readings } from './readings.ts';

/**
 * Where whole traces are read. A trace may be 50 MB: to parse, redact and look through it takes seconds, in which the
 * thread that does it hears nothing. So the bot lets threads of its own read (`readInThreads`), and holds no more of
 * a trace than its packed bytes; a terminal, which has nobody else to answer, reads where it is (`readHere`).
 */
export type Reader = Readonly<{
  /**
   * Fetches a trace and redacts it, before anybody else sees it.
   *
   * @param hides what the project hides besides
   * @throws RefineryError what `TraceSource.fetch` throws, and trace-too-large
   */
  read(ref: TraceRef, hides: Hides, signal?: AbortSignal): Promise<ReadTrace>;
  /** A trace that was read and kept. It is loaded only when the reader does not hold it from what it did last. */
  at(digest: Digest, load: () => Promise<KeptTrace>): TraceAtHand;
}>;

/** `values`: what stands behind the labels of the trace, for `Originals` alone. */
export type ReadTrace = Readonly<{ kept: KeptTrace; values: HiddenValues }>;

/** What a project hides besides, as it was written: rules can't be sent to another thread. */
export type Hides = Pick<RedactionSettings, 'words' | 'patterns'>;

type Readings = typeof readings;
type ReadingName = keyof Readings;

/** A trace, wherever it lies: what can be asked of it is in `readings.ts`. @throws RefineryError trace-too-large, and what `load` and `unpack` throw */
export type TraceAtHand = <Name extends ReadingName>(
  name: Name,
  about: Parameters<Readings[Name]>[1],
  signal?: AbortSignal,
) => Promise<Awaited<ReturnType<Readings[Name]>>>;

/** The table is what keeps a reading, what it is asked and what it tells together; on the way they are any data. */
type Ask = (name: ReadingName, about: unknown, signal?: AbortSignal) => Promise<unknown>;
const asked = (ask: Ask): TraceAtHand => ask as TraceAtHand;

/** What reading takes, from where a trace is fetched to what is made of it. */
export type ReaderKit = ReadingKit & Readonly<{ sources: readonly TraceSource[] }>;

/** Beside what a `Reader` does: a question to it that may come without the trace. */
type ReaderHere = Reader & Readonly<{ holds(digest: Digest): boolean }>;

/** In this very thread. Steps of a case ask about one trace again and again, and so do those of a few cases at once. */
export function readHere(kit: ReaderKit): ReaderHere {
  const held = new Map<Digest, Held>();
  const hold = (digest: Digest, one: Held): SafeTrace => {
    held.delete(digest);
    held.set(digest, one);
    let bytes = held.values().reduce((sum, { packedBytes }) => sum + packedBytes, 0);
    for (const [oldest, { packedBytes }] of held) {
      if (bytes <= MOST_HELD_BYTES || held.size === 1) break;
      held.delete(oldest);
      bytes -= packedBytes;
    }
    return one.trace;
  };
  return {
    holds: (digest) => held.has(digest),
    async read(ref, hides, signal) {
      const made = ownRules(hides);
      if ('refused' in made) throw new RefineryError('redaction-invalid', made.refused);
      const { trace, values } = redactKeeping(await sourceOf(ref, kit.sources).fetch(ref, signal), made.rules);
      const kept = pack(trace);
      hold(kept.digest, { trace, packedBytes: kept.bytes.length });
      return { kept, values };
    },
    at: (digest, load) =>
      asked(async (name, about) => tell(name, about, hold(digest, held.get(digest) ?? (await unpacked(load))), kit)),
  };
}

type Held = Readonly<{ trace: SafeTrace; packedBytes: number }>;
/** A dozen of usual size; the last one is held, however large. Unpacked, they take some thirty times as much. */
const MOST_HELD_BYTES = 1 << 20;

async function unpacked(load: () => Promise<KeptTrace>): Promise<Held> {
  const kept = await load();
  return { trace: unpack(kept), packedBytes: kept.bytes.length };
}

/** A trace that this thread has as it is. */
export function atHand(trace: SafeTrace, kit: ReadingKit): TraceAtHand {
  return asked(async (name, about) => tell(name, about, trace, kit));
}

function tell(name: ReadingName, about: unknown, trace: SafeTrace, kit: ReadingKit): unknown {
  const read = readings[name] as (trace: SafeTrace, about: unknown, kit: ReadingKit) => unknown;
  if (!COUNTS_TOKENS.has(name)) return read(trace, about, kit);
  const known = told.get(trace) ?? new Map<string, unknown>();
  told.set(trace, known);
  const key = `${name} ${JSON.stringify(about)}`;
  const answer = known.get(key) ?? read(trace, about, kit);
  known.set(key, answer);
  if (answer instanceof Promise) answer.catch(() => known.delete(key));
  return answer;
}

/** What takes longest, and is asked by every stage of a case: told once, for as long as the trace is held. */
const COUNTS_TOKENS: ReadonlySet<ReadingName> = new Set<ReadingName>(['tokens', 'view', 'parts']);
const told = new WeakMap<SafeTrace, Map<string, unknown>>();

type Job =
  | Readonly<{ read: TraceRef; hides: Hides }>
  | Readonly<{ ask: ReadingName; about: unknown; of: Digest; kept?: KeptTrace }>;

/** What a thread says to a question about a trace that it was not given, and does not hold. */
const NOT_HELD = 'not-held';
type Answered = Readonly<{ told: unknown }> | typeof NOT_HELD;

/** Of so many traces it is known as what they were read. */
const MOST_READ_AS = 500;

export function readInThreads({ run }: Pick<Threads, 'run'>): Reader {
  // The thread that has read a trace is asked about it first, if it is free.
  const readAs = new Map<Digest, string>();
  const give = <Answer>(job: Job, about: string, signal: AbortSignal | undefined) =>
    run(job, signal, about) as Promise<Answer>;
  return {
    async read(ref, hides, signal) {
      const read = await give<ReadTrace>({ read: ref, hides }, ref.locator, signal);
      readAs.set(read.kept.digest, ref.locator);
      const [oldest] = readAs.keys();
      if (readAs.size > MOST_READ_AS && oldest !== undefined) readAs.delete(oldest);
      return read;
    },
    at: (digest, load) =>
      asked(async (name, about, signal) => {
        const ask = (kept?: KeptTrace) =>
          give<Answered>({ ask: name, about, of: digest, ...(kept && { kept }) }, readAs.get(digest) ?? digest, signal);
        const first = await ask();
        const answered = first === NOT_HELD ? await ask(await load()) : first;
        if (answered === NOT_HELD) throw new Error('a thread forgot the trace that it was given');
        return answered.told;
      }),
  };
}

/** What a thread does with a job that `readInThreads` gave. */
export async function doJob(job: unknown, reader: ReaderHere): Promise<ReadTrace | Answered> {
  const given = job as Job;
  if ('read' in given) return reader.read(given.read, given.hides);
  const { ask, about, of, kept } = given;
  if (!kept && !reader.holds(of)) return NOT_HELD;
  const load = async () => kept ?? Promise.reject(new Error(NOT_HELD));
  return { told: await (reader.at(of, load) as Ask)(ask, about) };
}

/** @throws RefineryError link-unknown when the case came by a source that is not plugged in any more */
export function sourceOf(ref: TraceRef, sources: readonly TraceSource[]): TraceSource {
  const source = sources.find(({ name }) => name === ref.source);
  if (!source) throw new RefineryError('link-unknown', `no source called ${ref.source}`);
  return source;
}
