import type { Answer, Call } from '../../domain/call.ts';
import type { Check } from '../../domain/check.ts';
import { kindOf, tell } from '../../domain/errors.ts';
import type { TraceRef } from '../../domain/trace.ts';
import type { PromptsToday } from '../../refine/call/prompts-today.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { type Exchange, failsAlike } from '../../refine/proof/fails-alike.ts';
import { sortCandidates } from '../../refine/proof/sort-candidates.ts';
import { isAnswered } from '../../refine/suspects/is-answered.ts';
import type { PromptFile } from '../../refine/template/template.ts';
import type { Subject } from '../../refine/trajectory/subject.ts';
import type { House } from '../house.ts';
import { judgeAnswer } from '../judge-answer.ts';
import type { Bounds, Listed } from './bounds.ts';
import { nameOfCall } from './replay-call.ts';

/** Another conversation that a fix is tried on. `key` finds its trace again, `runId` its call there. */
export type Chosen = Readonly<{ ref: TraceRef; name: string; key: string; runId: string }>;

/** `unseen`: why there are fewer than there should be, in a sentence. */
export type ChosenOthers = Readonly<{ similar: readonly Chosen[]; good: readonly Chosen[]; unseen: string | null }>;

export type ToChoose = Readonly<{
  /** What failed, as it was recorded, and where its prompts come from. */
  subject: Subject;
  today: PromptsToday;
  check: Check;
  expectation: string;
  files: readonly PromptFile[];
}>;

const NONE_FOUND = 'No other conversations were found in the project.';
/** Traces are fetched so many at a time. */
const AT_A_TIME = 6;
/** Of those that are looked at, most are made by other prompts, or asked the same: then it is given up, not searched for ever. */
const LOOKED_AT = 4;

/**
 * Finds conversations of the same project to try the fixes on, at most `most` of each kind. What can't be had is said
 * and holds nothing up: the fixes are proved on the reported failure all the same.
 */
export async function chooseOthers(
  { subject, today, check, expectation, files }: ToChoose,
  most: number,
  house: House,
  { others }: Bounds,
  signal: AbortSignal,
): Promise<ChosenOthers> {
  const none = (unseen: string): ChosenOthers => ({ similar: [], good: [], unseen });
  if (most === 0) return none('Nobody wants other conversations to be looked at: REFINERY_OTHERS is 0.');
  const listed = await others.list(signal).catch((error: unknown) => {
    const kind = kindOf(error);
    if (kind === undefined || signal.aborted) throw error;
    return { none: `No other conversations could be looked at. ${tell(kind)}` };
  });
  if ('none' in listed) return none(listed.none);

  const sites = new Set(today.sites.map(({ path }) => path));
  const sited = files.filter(({ path }) => sites.has(path));
  const failing = subject.turns[0]?.call ?? today.call;
  const seen = new Set([digestOf(askedIn(failing))]);
  const meet = async (line: Listed): Promise<Met | undefined> => {
    const key = await others.keep(line.ref, signal).catch((error: unknown) => {
      if (kindOf(error) === undefined || signal.aborted) throw error;
      return undefined;
    });
    if (key === undefined) return undefined;
    const found = await others.open(key)('callLike', { today, level: subject.level, files: sited }, signal);
    return found && { ...found, line, key };
  };
  const { similar: alike, good: well } = sorted(failing, listed);
  const mayFail = new Set(alike);
  const isFailing = async ({ answer, call, line }: Met) => {
    if (line.given) return line.given === 'similar';
    if (!mayFail.has(line)) return false;
    const isBlamed = line.rating === 'bad' || line.error !== null;
    if (!isBlamed && !failsAlike(exchangeOf(failing, subject.answer), exchangeOf(call, answer), expectation))
      return false;
    return (await judgeAnswer(check, answer, call, house, signal)).passed === false;
  };

  const take = async (lines: readonly Listed[], wanted: (met: Met) => Promise<boolean>) => {
    const taken: Chosen[] = [];
    for (let at = 0; at < lines.length && at < most * LOOKED_AT && taken.length < most; at += AT_A_TIME) {
      for (const met of await Promise.all(lines.slice(at, at + AT_A_TIME).map(meet))) {
        const asked = met && digestOf(askedIn(met.call));
        if (!met || !asked || seen.has(asked) || taken.length === most || !(await wanted(met))) continue;
        seen.add(asked);
        taken.push({
          ref: met.line.ref,
          name: nameOfCall(met.call, met.line.name),
          key: met.key,
          runId: met.call.runId,
        });
      }
    }
    return taken;
  };
  const similar = await take(alike, isFailing);
  const good = await take(well, async (met) => isWell(met.answer) && !(await isFailing(met)));
  return { similar, good, unseen: similar.length + good.length === 0 ? NONE_FOUND : null };
}

const exchangeOf = (call: Call, { output }: Answer): Exchange => ({ asked: askedLast(call), output });

const askedLast = ({ messages }: Call): string => messages.findLast(({ role }) => role === 'user')?.content ?? '';

type Met = Readonly<{ line: Listed; key: string; call: Call; answer: Answer }>;

function sorted(call: Call, listed: readonly Listed[]) {
  const found = sortCandidates(
    askedLast(call),
    listed.filter(({ given }) => given === undefined),
  );
  const given = (what: Listed['given']) => listed.filter((line) => line.given === what);
  return { similar: [...given('similar'), ...found.similar], good: [...given('good'), ...found.good] };
}

const askedIn = ({ messages }: Call) =>
  messages.flatMap(({ role, content }) => (role === 'user' ? [content.toLowerCase().replace(/\s+/g, ' ').trim()] : []));

const isWell = ({ output }: Answer): boolean => output.toolCalls.length > 0 || isAnswered(output);
