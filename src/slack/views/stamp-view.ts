import type { KnownBlock } from '@slack/types';
import type { Yes } from '../../domain/case.ts';
import type { Digest } from '../../domain/digest.ts';
import type { History } from '../../refine/case/fold.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { atRevision } from '../scene.ts';
import { isMissing, MISSING } from '../texts/missing-words.ts';
import { mentionOf, nameOf } from '../texts/person.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, type Piece, paragraph, richText } from '../texts/rich-text.ts';

/** Who said yes to what, where the buttons were: nothing before anybody did. */
export function stampView(history: History, revision: number): readonly KnownBlock[] {
  const at = atRevision(history, revision);
  if (!at) return [];
  const { now, openYes, yeses, refusal } = at;
  if ('offer' in now) {
    const people = joined(now.yeses.map(({ by }) => mentionOf(by, now.place)));
    return [richText(paragraph(bold('Approved by '), ...people, bold(`: ${titleOf(history, now.offer.change)}`)))];
  }
  const last = yeses.at(-1);
  if (!last) return [];
  const title = titleOf(history, at.offers.find(({ digest }) => digest === last.offer)?.change);
  if (openYes !== undefined)
    return [richText(paragraph(`${nameOf(last.by)} said yes to “${title}”. Checking it once more, then committing…`))];
  const missing = refusal?.kind === 'yes-refused' && isMissing(refusal.because) ? MISSING[refusal.because] : undefined;
  return missing ? [richText(paragraph(`${firstOf(yeses, last)} approved “${title}”. ${missing}`))] : [];
}

function firstOf(yeses: readonly Yes[], { offer }: Yes): string {
  const names = yeses.filter((yes) => yes.offer === offer).map(({ by }) => nameOf(by));
  return [...new Set(names)].join(' and ');
}

/** Each of them once. */
function joined(people: readonly Piece[]): readonly Piece[] {
  const known = new Map(people.map((piece) => [JSON.stringify(piece), piece]));
  return [...known.values()].flatMap((piece, index) => (index === 0 ? [piece] : [' and ', piece]));
}

function titleOf({ facts }: History, change: Digest | undefined): string {
  const hypotheses = facts.flatMap(({ body }) => {
    if (body.kind === 'proposed' || body.kind === 'check-changed') return body.hypotheses;
    return body.kind === 'fix-reworded' ? [body.hypothesis] : [];
  });
  const title = hypotheses.find((hypothesis) => hypothesis.change.digest === change)?.title ?? 'a fix';
  return shorten(plainText(title), 150);
}
