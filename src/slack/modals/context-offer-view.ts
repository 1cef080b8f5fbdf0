import type { KnownBlock } from '@slack/types';
import type { ContextOffer } from '../../flow/write-context.ts';
import { fileDiff } from '../../refine/change/file-diff.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, revealedText, startOf } from '../texts/plain-text.ts';
import { aside, bold, bullets, code, diffLines, paragraph, richText } from '../texts/rich-text.ts';
import { findingBlocks, messageBlock } from './approval-view.ts';

const MOST_DIFF_CHARS = 2_500;
/** A modal holds 100 blocks: https://docs.slack.dev/reference/views */
const MOST_SHOWN = 20;

/** Every file that would be written, each with its diff: nobody approves what they can't see. */
export function contextOfferView({ offer, writes, before, findings, awaited }: ContextOffer): readonly KnownBlock[] {
  const { target, base } = offer;
  const shown = writes.slice(0, MOST_SHOWN).map(({ path, bytes }) => {
    const text = revealedText(fileDiff(path, before.get(path) ?? null, bytes));
    return { text, isCut: text.length > MOST_DIFF_CHARS };
  });
  const isCut = writes.length > MOST_SHOWN || shown.some((file) => file.isCut);
  return [
    ...(awaited
      ? [richText(paragraph(bold(nameOf(awaited)), ' has approved just this. Your yes would be the second one.'))]
      : []),
    richText(
      paragraph(bold('Where it goes')),
      bullets([
        ['A new commit on the branch ', code(shorten(plainText(target.branch), 200)), ', and nothing else'],
        ...(target.pullRequest
          ? [['With a pull request into ', code(shorten(plainText(target.pullRequest.base), 200))]]
          : []),
        ['In the repository ', code(shorten(plainText(target.repo), 300)), ', on top of ', code(base.slice(0, 12))],
      ]),
    ),
    ...findingBlocks(findings),
    richText(paragraph(bold('What changes'))),
    ...shown.map(({ text }) => richText(diffLines(startOf(text, MOST_DIFF_CHARS)))),
    ...(isCut
      ? [aside('This is not all of it. The same command on a terminal shows the whole change before it is written.')]
      : []),
    // The second yes is to the first one’s words.
    ...(awaited ? [] : [messageBlock(target.message)]),
  ];
}
