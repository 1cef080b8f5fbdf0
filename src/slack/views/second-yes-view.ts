import type { Commit, Offer } from '../../domain/change.ts';
import type { Person } from '../../domain/project.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import { nameOf } from '../texts/person.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, bullets, code, paragraph, richText } from '../texts/rich-text.ts';
import { secondYesWay } from '../ways/second-yes-way.ts';

const MOST_NAMED = 10;

/** For the whole channel: what one person has approved, and another must. */
export function secondYesView({
  by,
  typed,
  offer,
}: Readonly<{ by: Person; typed: string | undefined; offer: Offer }>): PostForOne {
  const paths = offer.files.map(({ path }) => [code(shorten(plainText(path), 200))]);
  const more = paths.length - MOST_NAMED;
  const button = typed === undefined ? undefined : secondYesWay.draw({ text: typed });
  return postForOne('Files for the repository wait for a second approval', [
    richText(
      paragraph(
        bold(nameOf(by)),
        ' has approved that I write these files to the repository. Here two people must approve.',
      ),
      bullets([...paths.slice(0, MOST_NAMED), ...(more > 0 ? [[`and ${more} more`]] : [])]),
      ...(button
        ? []
        : [
            paragraph(
              'Another approver completes it with the same command, which ',
              code('/refinery context'),
              ' names.',
            ),
          ]),
    ),
    ...(button ? [{ type: 'actions' as const, elements: [button] }] : []),
  ]);
}

/** What the same message says once that was done. */
export function writtenView({ by, written }: Readonly<{ by: Person; written: Commit }>): PostForOne {
  return postForOne('Files were written to the repository', [
    richText(
      paragraph(
        'Approved by two people, the second ',
        bold(nameOf(by)),
        '. Written: ',
        code(written.sha.slice(0, 12)),
        ' on the branch ',
        code(shorten(plainText(written.branch), 200)),
        '.',
      ),
    ),
  ]);
}
