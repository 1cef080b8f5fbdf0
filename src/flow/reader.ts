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

/** In this very thread. Steps of a case ask about one trace again and again: the last one is held. */
export function readHere(kit: ReaderKit): ReaderHere {
  let last: Readonly<{ digest: Digest; trace: SafeTrace }> | undefined;
  const hold = (digest: Digest, trace: SafeTrace): SafeTrace => {
    last = { digest, trace };
    return trace;
  };
  return {
    holds: (digest) => last?.digest === digest,
    async read(ref, hides, signal) {
      const made = ownRules(hides);
      if ('refused' in made) throw new RefineryError('redaction-invalid', made.refused);
      const { trace, values } = redactKeeping(await sourceOf(ref, kit.sources).fetch(ref, signal), made.rules);
      const kept = pack(trace);
      hold(kept.digest, trace);
      return { kept, values };
    },
    at: (digest, load) =>
      asked(async (name, about) => {
        const trace = last?.digest === digest ? last.trace : hold(digest, unpack(await load()));
        return tell(name, about, trace, kit);
      }),
  };
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

export function readInThreads({ run }: Pick<Threads, 'run'>): Reader {
  const give = <Answer>(job: Job, signal: AbortSignal | undefined) => run(job, signal) as Promise<Answer>;
  return {
    read: (ref, hides, signal) => give({ read: ref, hides }, signal),
    at: (digest, load) =>
      asked(async (name, about, signal) => {
        const job = { ask: name, about, of: digest };
        const first = await give<Answered>(job, signal);
        const answered = first === NOT_HELD ? await give<Answered>({ ...job, kept: await load() }, signal) : first;
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
