import { isErrorKind, tell } from '../domain/errors.ts';
import { costWords } from '../refine/case/cost-words.ts';
import type { History } from '../refine/case/fold.ts';
import { REPLAYS_AGAIN, unreplayedWords } from '../refine/case/model-trouble-words.ts';
import { WHY_REFUSED } from '../refine/case/outcome-words.ts';
import { revertWords, sightingWords } from '../refine/case/sighting-words.ts';
import { spendingWords } from '../refine/case/spending-words.ts';
import { isCapped, spentBefore } from '../refine/proof/spending.ts';
import { printable } from '../refine/text/printable.ts';
import { asJsonLine } from './as-json.ts';
import { letGo } from './ask-to-send.ts';
import { chooseFix } from './choose-fix.ts';
import { offerFurther } from './go-further.ts';
import { objectTo } from './object-to.ts';
import { tryOtherwise } from './prove-otherwise.ts';
import { onMovedBase, tryAgain } from './try-again.ts';
import { type ExitCode, howToGoOn, type VerbCall } from './verb.ts';
import { caseView, endView } from './views/case-view.ts';
import { rollBackView } from './views/roll-back-view.ts';
import type { Walk } from './walk.ts';

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
      return refusal && walk.call.options.yes ? 1 : chooseFix(now, walk);
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
