import type { Offer } from '../../domain/change.ts';
import type { Fact } from '../../domain/fact.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { Post } from '../post.ts';
import { knownAt, type Scene } from '../scene.ts';
import { changeFileName, changeLines } from '../texts/change-lines.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, paragraph, richText } from '../texts/rich-text.ts';

/** Shorter ones are shown whole where they are approved. */
const LONG_CHARS = 2_000;

/** A change that is too long for the modal it is approved in, as a file. */
export function changeFileView({ history }: Scene, { revision }: Fact, { change }: Offer): Post | undefined {
  const known = knownAt(history, revision, 'verdicts');
  const hypothesis = known?.hypotheses.find((candidate) => candidate.change.digest === change);
  const lines = changeLines(hypothesis?.change.edits ?? []);
  if (!known || !hypothesis || lines.length <= LONG_CHARS) return undefined;
  const title = shorten(plainText(hypothesis.title), 200);
  return {
    slot: `change/${change.slice(0, 16)}`,
    text: noticeOf(known, `the whole change of “${title}”`),
    blocks: [richText(paragraph('The whole change of ', bold(title), ', as a file:'))],
    file: { name: changeFileName(known, hypothesis), title: `The change of “${title}”`, content: `${lines}\n` },
  };
}
