import { type Case, CaseId } from '../../domain/case.ts';
import { isRetryable, kindOf, RefineryError } from '../../domain/errors.ts';
import type { CaseDesk } from '../../door/calls.ts';
import type { OpenRequest } from '../../flow/desk.ts';
import { auditTrail } from '../../refine/case/audit-trail.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import { asJson } from '../as-json.ts';
import { SEND } from '../ask-to-send.ts';
import { type CheckTyped, changeCheck } from '../prove-otherwise.ts';
import {
  BRANCH,
  EXPECTED,
  expectationOf,
  FILES,
  MOST_FILES,
  MOST_LINES,
  PROJECT,
  projectOf,
  REPO,
} from '../reported-file.ts';
import { TARGET_OPTIONS, targetTyped } from '../target-typed.ts';
import { type ExitCode, howToGoOn, type Verb, type VerbCall } from '../verb.ts';
import { trailView } from '../views/trail-view.ts';
import { walkCase } from '../walk-case.ts';
import { WORDS, wordsTyped } from '../words-typed.ts';

/**
 * The whole way of a case on a terminal. What people decide is asked here;
 * everything else is done by the chapters, and goes on where it was when the
 * terminal was left.
 */
export const caseVerb: Verb = {
  name: 'case',
  about: 'Walk a failure from its trace to an approved commit, or go on with a case.',
  args: '<trace-or-case>',
  options: [
    EXPECTED,
    REPO,
    PROJECT,
    FILES,
    BRANCH,
    MOST_FILES,
    MOST_LINES,
    SEND,
    {
      flags: '--check <conditions>',
      about: 'of a case: what counts as right from now on, conditions with ; between them',
    },
    { flags: '--ask <question>', about: 'of a case: what a model is asked besides; - for nothing' },
    WORDS,
    ...TARGET_OPTIONS,
    { flags: '--dry', about: 'stop before the commit' },
    { flags: '--fresh', about: 'ask models even what they answered before; of a case: from its diagnosis on' },
    {
      flags: '--yes',
      about: 'answer every question but for what is sent: take the best proved fix, approve it, keep the commit',
    },
    { flags: '--json', about: 'print the case as one JSON object at the end; asks nothing' },
    { flags: '--audit', about: 'of a case: every decision and effect, with who and when; does nothing else' },
  ],
  examples: [
    'case trace.json --expected "say that we cannot remember past chats" --repo ../agent',
    'case https://smith.langchain.com/o/…/r/… --expected "…" --repo ../agent --dry',
    'case trace.json --expected "…" --repo ../agent --project shop --files prompts/returns.md',
    'case RF-1',
    'case RF-1 --check "in German; at most 3 sentences"',
    'case RF-1 --words my-words.md',
    'case RF-1 --draft --take-back-if-red --message "fix: say what we can remember"',
    'case RF-1 --fresh',
    'case RF-1 --audit',
  ],

  async run(call) {
    const { screen, signal } = call.tools;
    const named = caseNamed(call);
    if (call.options.audit) return showTrail(named, call);
    const typed = checkTyped(call, named);
    targetTyped(call);
    await wordsTyped(call);
    const request = named ?? (await requestOf(call));
    const desk = await call.tools.desk();
    const id = typeof request === 'string' ? request : await untilAborted(openCase(request, call, desk), signal);
    if (id === undefined) return 1;
    if (typed) await changeCheck({ id, call, desk }, typed);
    if (named && call.options.fresh) await beginAnew(named, call, desk);
    if (named) await sayTooLate(named, call, desk);
    const code = await untilAborted(walkCase({ id, call, desk }), signal);
    if (code !== undefined) return code;
    screen.progress(undefined);
    screen.err(`${id} is kept as it stands. Go on with: ${howToGoOn(id)}`);
    return 1;
  },
};

/** @throws RefineryError wrong-usage, case-not-found */
async function showTrail(id: CaseId | undefined, { options, tools }: VerbCall): Promise<ExitCode> {
  if (id === undefined)
    throw new RefineryError('wrong-usage', '--audit shows what happened in a case: case RF-1 --audit');
  const facts = await (await tools.facts()).read({ workspace: tools.workspace, id });
  if (facts.length === 0) throw new RefineryError('case-not-found', id);
  const trail = auditTrail(facts);
  tools.screen.out(options.json ? asJson(trail) : trailView(trail, tools.screen.paint));
  return 0;
}

/** The check that was typed for a case. @throws RefineryError wrong-usage for one that is still to be opened */
function checkTyped({ options }: VerbCall, named: CaseId | undefined): CheckTyped | undefined {
  const { check, ask } = options;
  if (check === undefined && ask === undefined) return undefined;
  if (named === undefined)
    throw new RefineryError('wrong-usage', '--check and --ask change the check of a case: case RF-1 --check "…"');
  return {
    conditions: typeof check === 'string' ? check : undefined,
    question: typeof ask === 'string' ? ask : undefined,
  };
}

/** What a case was opened with stays: everything that was proved rests on it. @throws RefineryError wrong-usage */
function caseNamed({ args, options }: VerbCall): CaseId | undefined {
  const id = CaseId.safeParse(args[0]?.toUpperCase()).data;
  if (
    id !== undefined &&
    [options.expected, options.repo, options.project, options.files, options.branch].some(
      (given) => given !== undefined,
    )
  )
    throw new RefineryError(
      'wrong-usage',
      `${id} keeps the expectation, the repository and the files that it was opened with; to change one, open a new case with its trace`,
    );
  return id;
}

/** Everything that a new case needs; what is wrong with it is said before any store is opened. */
async function requestOf(call: VerbCall): Promise<OpenRequest> {
  const { house, newKey, person } = call.tools;
  const { ref } = recogniseTrace(house.sources, call.args[0] ?? '');
  const asked = { ...call, options: await missingAsked(call) };
  return {
    requestKey: newKey(),
    by: person,
    source: ref,
    expectation: expectationOf(asked),
    project: projectOf(asked),
    ...(call.options.fresh && { fresh: true }),
  };
}

/** @throws RefineryError wrong-usage for a case that has ended; and as `CaseDesk` */
async function beginAnew(id: CaseId, { tools: { person } }: VerbCall, desk: CaseDesk): Promise<void> {
  const { revision } = (await desk.find(id)).now;
  await desk.startAgain(id, person, 'asked', true);
  if ((await desk.find(id)).now.revision === revision)
    throw new RefineryError('wrong-usage', `${id} has come to its end; open a new case with its trace and --fresh`);
}

const OVER: ReadonlySet<Case['stage']> = new Set([
  'approved',
  'published',
  'rolled-back',
  'handed-over',
  'stopped',
  'forgotten',
]);

/** What can't change anything any more is not passed over in silence. Errors as `CaseDesk`. */
async function sayTooLate(id: CaseId, call: VerbCall, desk: CaseDesk): Promise<void> {
  if (Object.keys(targetTyped(call)).length === 0 || !OVER.has((await desk.find(id)).now.stage)) return;
  call.tools.screen.err(`Nothing is left to approve in ${id}, so what you say of its commit changes nothing.`);
}

/** A mistyped trace opens no case; one whose source is only away for a while does, and is read later. Errors as `CaseDesk`. */
async function openCase(request: OpenRequest, { tools: { screen } }: VerbCall, desk: CaseDesk): Promise<CaseId> {
  await desk.readFirst(request.source, request.project).catch((error: unknown) => {
    const kind = kindOf(error);
    if (kind === undefined || !isRetryable(kind)) throw error;
  });
  const id = await desk.open(request);
  screen.err(`Opened ${id}.`);
  return id;
}

/** Whoever sits at the terminal is asked for what the command left out. */
async function missingAsked({ options, tools: { screen } }: VerbCall): Promise<VerbCall['options']> {
  if (!screen.attended || options.json) return options;
  const expected = options.expected ?? (await screen.write('What should have happened?'));
  const repo = options.repo ?? (await screen.write("Where is the agent's git repository?"));
  return { ...options, ...(expected && { expected }), ...(repo && { repo }) };
}

/** `undefined` when the person left first. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  const left = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    work.catch(() => {});
  }
}
