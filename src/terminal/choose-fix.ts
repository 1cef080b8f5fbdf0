import { findingsOn, type Proven, verdictOf } from '../domain/case.ts';
import type { Finding } from '../domain/change.ts';
import type { Hypothesis } from '../domain/hypothesis.ts';
import { WHY_REFUSED } from '../refine/case/outcome-words.ts';
import { bestFirst, mayBeChosen } from '../refine/proof/rank.ts';
import { isCapped } from '../refine/proof/spending.ts';
import { printable } from '../refine/text/printable.ts';
import { GO_FURTHER, goFurther } from './go-further.ts';
import { objectTo } from './object-to.ts';
import { askForCheck, CHANGE_CHECK } from './prove-otherwise.ts';
import { targetTyped, unmetWish } from './target-typed.ts';
import { type ExitCode, howToGoOn, type VerbCall } from './verb.ts';
import { offerView } from './views/offer-view.ts';
import { verdictLine } from './views/proof-view.ts';
import type { Walk } from './walk.ts';
import { reword, rewordedIn, wordsTyped } from './words-typed.ts';

/** A person chooses one of the proved fixes, says what is wrong with the diagnosis, or leaves it. */
export async function chooseFix(now: Proven, walk: Walk): Promise<ExitCode | 'again'> {
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
