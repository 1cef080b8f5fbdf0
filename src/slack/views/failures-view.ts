import type { KnownBlock } from '@slack/types';
import { shorten } from '../../refine/text/shorten.ts';
import { type Failure, type Failures, howManyFailed, notLookedAt, toldOf } from '../../refine/trace/failure-words.ts';
import { type Alike, groupAlike } from '../../refine/trace/group-alike.ts';
import { type PostForOne, postForOne } from '../controls/reply.ts';
import { drawnToFit } from '../post.ts';
import { inReadersZone } from '../texts/in-readers-zone.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, buttons, paragraph, quote, richText, webLink } from '../texts/rich-text.ts';
import { diagnoseAllWay } from '../ways/diagnose-all-way.ts';
import { diagnoseWay } from '../ways/diagnose-way.ts';

/** As many as a form for all of them has room for in a button's value. */
const MOST_GROUPS = 5;
const LONG_MS = 7 * 24 * 3_600_000;

/**
 * What failed lately, those that are alike as one: for who asked alone, until they open a case.
 *
 * @param there the channel that the cases belong to, if not where this stands
 */
export function failuresView(failures: Failures, withinMs: number, there?: string): PostForOne {
  const { lines } = failures;
  const unseen = notLookedAt(failures);
  const where = there === undefined ? {} : { channel: there };
  const groups = groupAlike(lines);
  const howMany = howManyFailed(failures, withinMs);
  if (groups.length === 0)
    return postForOne('Nothing failed.', [
      richText(paragraph(howMany)),
      aside([unseen ?? [], whatElse(withinMs)].flat().join(' ')),
    ]);
  const shown = groups.slice(0, MOST_GROUPS);
  const left = lines.length - shown.reduce((sum, { count }) => sum + count, 0);
  const traces = shown.map(({ first }) => ({ link: first.ref.locator, title: fullTitleOf(first) }));
  const all = shown.length > 1 ? buttons(diagnoseAllWay.draw({ traces, ...where })) : undefined;
  const { text, blocks } = drawnToFit((room) => ({
    text: 'What failed lately',
    blocks: [
      richText(paragraph(howMany)),
      ...shown.flatMap((group) => groupBlocks(group, where, room)),
      ...(left > 0
        ? [aside(`${left} more are not shown. Ask for a shorter time, such as /refinery failures 1h.`)]
        : []),
      ...(unseen === undefined ? [] : [aside(unseen)]),
      ...(all ? [all] : []),
    ],
  }));
  return postForOne(text, blocks);
}

function groupBlocks(
  { first, count }: Alike,
  where: Readonly<{ channel?: string }>,
  room: (chars: number) => number,
): readonly KnownBlock[] {
  const { ref, startMs } = first;
  const button = buttons(diagnoseWay.draw({ link: ref.locator, ...where }));
  const more = count > 1 ? [` and ${count - 1} like it`] : [];
  const told = toldOf(first);
  return [
    richText(
      paragraph(
        webLink(titleOf(first, 120), ref.locator),
        ...more,
        ...(startMs === null ? [] : [', ', inReadersZone(startMs)]),
      ),
      told === null ? undefined : quote(shorten(plainText(told), room(300))),
    ),
    ...(button ? [button] : []),
  ];
}

/** Most answers that are wrong are no error to whoever gave them, and nobody rates them. */
function whatElse(withinMs: number): string {
  const wrong = 'An answer that is wrong, and that nobody rated, is not listed: give the link of its trace.';
  return withinMs < LONG_MS ? `${wrong} To look further back: /refinery failures 7d` : wrong;
}

const titleOf = ({ name }: Failure, chars: number): string => shorten(plainText(name), chars) || 'a trace';

/** Those of one list have the same name, mostly. */
function fullTitleOf(line: Failure): string {
  const told = toldOf(line);
  return told === null ? titleOf(line, 60) : `${titleOf(line, 40)}: ${shorten(plainText(told), 80)}`;
}
