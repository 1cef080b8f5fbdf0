import { findingsOn, type Proven, verdictOf } from '../domain/case.ts';
import type { Finding } from '../domain/change.ts';
import { isErrorKind, tell } from '../domain/errors.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { costWords } from '../refine/case/cost-words.ts';
import type { History } from '../refine/case/fold.ts';
import { REPLAYS_AGAIN, unreplayedWords } from '../refine/case/model-trouble-words.ts';
import { WHY_REFUSED } from '../refine/case/outcome-words.ts';
import { revertWords, sightingWords } from '../refine/case/sighting-words.ts';
import { spendingWords } from '../refine/case/spending-words.ts';
import { bestFirst, mayBeChosen } from '../refine/proof/rank.ts';
import { isCapped, spentBefore } from '../refine/proof/spending.ts';
import { printable } from '../refine/text/printable.ts';
import { asJsonLine } from './as-json.ts';
import { agreement } from './ask-to-send.ts';
import { askForCheck, CHANGE_CHECK, tryOtherwise } from './prove-otherwise.ts';
import { targetTyped, unmetWish } from './target-typed.ts';
import { type ExitCode, howToGoOn, type VerbCall } from './verb.ts';
import { caseView, endView } from './views/case-view.ts';
import { offerView } from './views/offer-view.ts';
import { verdictLine } from './views/proof-view.ts';
import { rollBackView } from './views/roll-back-view.ts';
import type { Walk } from './walk.ts';
import { reword, rewordedIn, wordsTyped } from './words-typed.ts';

/** From one decision of a person to the next, until there is none left. Errors as `Desk`. */
export async function walkCase({ id, call, desk }: Walk): Promise<ExitCode> {
  const { screen } = call.tools;
  let seen: History | undefined;
  /** Where the case stood at the last answer: an answer that moved nothing is not given again. */
  let answered = 0;
  for (;;) {
    const history = await desk.goOn(id, { dry: call.options.dry === true });
    screen.progress(undefined);
    if (!call.options.json) screen.out(`\n${screen.wrap(shown(history, seen, screen.paint))}`);
    seen = history;

    const code = history.failure ? failed(history, call) : await nextStep(history, { id, call, desk });
    if (code === 'again' && history.head !== answered) {
      answered = history.head;
      continue;
    }
    const after = await desk.find(id);
    if (call.options.json) screen.out(asJsonLine(after.now));
    else screen.out(`\n${screen.paint('dim', costWords(spentBefore(after.facts, call.tools.house.prices)))}`);
    return code === 'again' ? 1 : code;
  }
}

/** The whole case at first and after a new diagnosis, then only what is new. */
function shown(history: History, seen: History | undefined, paint: VerbCall['tools']['screen']['paint']): string {
  const { now, refusal, spending } = history;
  const isKnown = seen !== undefined && seen.now.revision === now.revision && 'verdicts' in seen.now;
  const news = [
    isKnown ? endView(now, paint) : caseView(now, paint),
    now.stage === 'published' ? sightingWords(history).map(printable).join('\n') : '',
    now.stage === 'rolled-back' ? revertWords(history).map(printable).join('\n') : '',
    spending ? paint('yellow', spendingWords(spending).join('\n')) : '',
    refusal?.kind === 'yes-refused' ? paint('yellow', WHY_REFUSED[refusal.because]) : '',
    refusal?.kind === 'roll-back-refused' ? paint('yellow', rollBackView(history)) : '',
  ];
  return news.filter(Boolean).join('\n\n');
}

function failed({ now, failure }: History, { tools: { screen } }: VerbCall): ExitCode {
  const kind = failure?.error ?? '';
  const unreplayed = failure && unreplayedWords(failure);
  if (unreplayed) for (const words of [...unreplayed, REPLAYS_AGAIN]) screen.err(printable(words));
  else screen.err(isErrorKind(kind) ? tell(kind) : 'Something went wrong that I did not expect.');
  if (failure) screen.err(screen.paint('dim', printable(failure.detail)));
  screen.err(`${now.id} is kept. Go on with: ${howToGoOn(now.id)}`);
  if (now.stage === 'approved')
    screen.err(
      `It is approved, and its commit is tried again each time. To give it up: npm run -s refinery -- stop ${now.id}`,
    );
  return 1;
}

async function nextStep(history: History, walk: Walk): Promise<ExitCode | 'again'> {
  const { now, refusal, sending, spending } = history;
  if (sending) return letGo(walk);
  if (spending) return offerFurther(walk);
  switch (now.stage) {
    case 'proven':
      if (refusal?.kind === 'yes-refused' && refusal.because === 'base-moved') return onMovedBase(walk);
      // What was refused is not simply said again.
      return refusal && walk.call.options.yes ? 1 : choose(now, walk);
    case 'published':
      return keepOrTakeBack(walk, refusal !== undefined);
    case 'handed-over':
      if (isCapped(now)) return offerFurther(walk);
      if (now.because === 'not-reproduced') return tryOtherwise(now, walk);
      return now.because === 'inconclusive' ? tryAgain(walk) : objectTo(walk, 3);
    case 'approved':
      return 1;
    default:
      return 0;
  }
}

/** A person lets go what would be sent to models, ends the case, or leaves it. What is asked by now may be something else. */
async function letGo({ id, call, desk }: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  const preview = await desk.preview(id);
  if (!preview) {
    await desk.startAgain(id, tools.person, 'asked');
    return 'again';
  }
  const chosen = await agreement(preview, call);
  if (chosen === 'stop') await desk.stop(id, tools.person);
  if (chosen === 'send') await desk.agreeToSend(id, tools.person, preview.sending.shown);
  if (chosen !== undefined) return 'again';
  tools.screen.err(`${id} waits for a yes to what would be sent: --send. Go on with: ${howToGoOn(id)}`);
  return options.yes ? 1 : 0;
}

/** A person chooses one of the proved fixes, says what is wrong with the diagnosis, or leaves it. */
async function choose(now: Proven, walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  const approvable = bestFirst(now).filter((hypothesis) => mayBeChosen(now, hypothesis));
  if (approvable.length === 0) {
    tools.screen.err('Every fix that was proved is blocked by a safety rule, so there is nothing to approve.');
    return objectTo(walk, 3);
  }
  const typed = await wordsTyped(walk.call);
  const reworded = rewordedIn(now, typed);
  if (reworded && !approvable.includes(reworded)) {
    tools.screen.err('Your words were tried, and what was said of them stands above: they are not to be approved.');
    return 3;
  }
  const take = (chosen: Hypothesis) =>
    typed && chosen !== reworded ? reword(chosen, typed, walk) : approve(now, chosen, walk);
  const best = reworded ?? approvable[0];
  if ((options.yes || options.dry) && best) return take(best);
  const choices = approvable.map((hypothesis) => ({
    value: hypothesis.id,
    label: `${hypothesis.id} ${printable(hypothesis.title)}`,
    hint: verdictLine(verdictOf(now, hypothesis), (_style, text) => text),
  }));
  const others = [
    ...(isCapped(now) ? [{ value: FURTHER, label: 'Go on beyond the limit', hint: GO_FURTHER }] : []),
    CHANGE_CHECK,
    { value: OBJECT, label: "That's not it: …", hint: 'say what the diagnosis missed' },
    { value: LEAVE, label: 'Leave it for now' },
  ];
  const chosen = options.json ? undefined : await tools.screen.choose('Which fix?', [...choices, ...others]);
  if (chosen === OBJECT) return objectTo(walk, 0);
  if (chosen === CHANGE_CHECK.value) return askForCheck(walk, 0);
  if (chosen === FURTHER) return goFurther(walk);
  const hypothesis = approvable.find(({ id }) => id === chosen);
  if (hypothesis) return take(hypothesis);
  tools.screen.err(`${walk.id} waits for a choice. Go on with: ${howToGoOn(walk.id)}`);
  return 0;
}

const FURTHER = 'further';
const GO_FURTHER = 'let the case cost as much again, to try what was left out';
const OBJECT = 'object';
const LEAVE = 'leave';

/** Shows exactly what a yes would cover, and stores the yes. */
async function approve(now: Proven, hypothesis: Hypothesis, { id, call, desk }: Walk): Promise<ExitCode | 'again'> {
  const { screen, person } = call.tools;
  const wish = targetTyped(call);
  const offered = await desk.offer(id, person, hypothesis.id, wish);
  if ('refused' in offered) {
    screen.err(offered.refused === 'offer-outdated' ? WHY_REFUSED['offer-outdated'] : printable(offered.refused));
    return 1;
  }
  const findings = findingsOn(now, hypothesis);
  const examples = verdictOf(now, hypothesis)?.examples ?? [];
  if (!call.options.json) screen.out(`\n${offerView(offered, { ...hypothesis, findings }, examples, screen.paint)}`);
  const unmet = unmetWish(wish, offered.offer);
  if (unmet !== undefined) screen.err(unmet);
  if (call.options.dry) {
    screen.err(`Nothing was committed. Go on with: ${howToGoOn(now.id)}`);
    return 0;
  }
  const accepts = await acceptedDoubts(findings, call);
  const sure =
    accepts &&
    (call.options.yes === true ||
      (!call.options.json && (await screen.confirm(`Commit this to ${offered.offer.target.branch}?`, false)) === true));
  if (!sure) {
    screen.err(`Nothing was committed. Go on with: ${howToGoOn(now.id)}`);
    return 0;
  }
  await desk.sayYes(id, person, offered.offer, accepts);
  return 'again';
}

/** The guards whose doubts the person takes on; `undefined` when one of them was not. */
async function acceptedDoubts(
  findings: readonly Finding[],
  { options, tools: { screen } }: VerbCall,
): Promise<readonly string[] | undefined> {
  const accepted = new Set<string>();
  for (const finding of findings.filter(({ severity }) => severity === 'needs-approval')) {
    if (
      options.yes !== true &&
      (await screen.confirm(`${printable(finding.says)} Approve it all the same?`, false)) !== true
    )
      return undefined;
    accepted.add(finding.guard);
  }
  return [...accepted];
}

async function onMovedBase({ id, call, desk }: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  const again =
    options.yes === true || (await tools.screen.confirm('Prove everything again on the new commits?', true)) === true;
  if (!again) return 1;
  await desk.startAgain(id, tools.person, 'base-moved');
  return 'again';
}

/** What could not be proved may be provable now: a model was set, or the check is changed. */
async function tryAgain(walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  if (options.yes || options.json || options.dry || !tools.screen.attended) {
    tools.screen.err(`When that is mended, try it once more, in a terminal that can ask you: ${howToGoOn(walk.id)}`);
    tools.screen.err(`Or say what counts as right in other words: ${howToGoOn(walk.id)} --check "…"`);
    return 3;
  }
  const chosen = await tools.screen.choose('What now?', [
    { value: LEAVE, label: 'Leave it for now' },
    { value: AGAIN, label: 'Try it once more' },
    CHANGE_CHECK,
  ]);
  if (chosen === CHANGE_CHECK.value) return askForCheck(walk, 3);
  if (chosen !== AGAIN) return 3;
  await walk.desk.startAgain(walk.id, tools.person, 'asked');
  return 'again';
}

const AGAIN = 'again';

/** Nobody spends more than was allowed without being asked, whatever `--yes` answers. */
async function offerFurther(walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  if (options.yes || options.json || options.dry || !tools.screen.attended) return 3;
  if ((await tools.screen.confirm(`Go on beyond the limit (${GO_FURTHER})?`, false)) !== true) return 3;
  return goFurther(walk);
}

async function goFurther({ id, call, desk }: Walk): Promise<'again'> {
  await desk.goFurther(id, call.tools.person);
  return 'again';
}

async function keepOrTakeBack({ id, call, desk }: Walk, refusedBefore: boolean): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  if (options.yes || options.json || refusedBefore || !tools.screen.attended) return 0;
  const keep = await tools.screen.confirm('Keep this commit? (No takes it back.)', true);
  if (keep !== false) return 0;
  const asked = await desk.rollBack(id, tools.person);
  if (typeof asked === 'string') return 'again';
  tools.screen.err(WHY_REFUSED[asked.refused]);
  return 1;
}

async function objectTo({ id, call, desk }: Walk, otherwise: ExitCode): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  if (options.yes || options.json || options.dry) return otherwise;
  const text = await tools.screen.write("That's not it: … (leave it empty to go)");
  if (!text) return otherwise;
  await desk.object(id, tools.person, text);
  return 'again';
}
