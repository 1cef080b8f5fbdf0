import { type Proven, verdictOf } from '../../domain/case.ts';
import type { Mark, VerdictMatrix } from '../../domain/picture.ts';
import type { GoodTrace, SimilarTrace } from '../../domain/tried-trace.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { bestFirst } from '../proof/rank.ts';
import { printable } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';

const MOST_FIXES = 8;
/** Of each kind; narrower columns could not be told apart. */
const MOST_TRACES = 8;
const MOST_NAME_CHARS = 120;
const MOST_ALT_CHARS = 1_000;

type Tried = SimilarTrace | GoodTrace;

/**
 * Which fix does what to which conversation, the best fix first; `undefined` where none was tried on others, for then
 * the cards say all there is. Those that somebody should look at come first.
 */
export function verdictMatrixOf(proven: Proven): VerdictMatrix | undefined {
  const fixes = bestFirst(proven)
    .slice(0, MOST_FIXES)
    .map((hypothesis) => ({ title: hypothesis.title, verdict: verdictOf(proven, hypothesis) }));
  const similar = columnsOf(fixes.map(({ verdict }) => verdict?.similar?.traces ?? []));
  const good = columnsOf(fixes.map(({ verdict }) => verdict?.good?.traces ?? []));
  if (similar.all + good.all === 0) return undefined;

  const rows = fixes.map(({ title, verdict }, index) => ({
    name: `${index + 1}. ${shorten(title, MOST_NAME_CHARS)}`,
    marks: [
      markOf(verdict),
      ...similar.shown.map((key) => triedMark(verdict?.similar?.traces, key)),
      ...good.shown.map((key) => triedMark(verdict?.good?.traces, key)),
    ],
  }));
  const about = [
    'the reported one',
    ...(similar.all > 0 ? [`${similar.all} failures like it`] : []),
    ...(good.all > 0 ? [`${good.all} that went well`] : []),
  ].join(' · ');
  const left = similar.all - similar.shown.length + (good.all - good.shown.length);
  const groups = [
    { name: 'reported', columns: 1 },
    { name: 'like it', columns: similar.shown.length },
    { name: 'went well', columns: good.shown.length },
  ].filter(({ columns }) => columns > 0);
  return {
    kind: 'verdict-matrix',
    title: 'What each fix does',
    about,
    groups,
    rows,
    note: left > 0 ? `${left.toLocaleString('en')} more conversations are not shown.` : null,
    alt: shorten(printable(`What each fix does, by conversation. ${fixes.map(sentence).join(' ')}`), MOST_ALT_CHARS),
  };
}

/** Conversations by where they are, those that went wrong with some fix first. */
function columnsOf(tried: readonly (readonly Tried[])[]): Readonly<{ shown: readonly string[]; all: number }> {
  const worst = new Map<string, number>();
  for (const trace of tried.flat())
    worst.set(keyOf(trace), Math.min(ORDER[trace.became], worst.get(keyOf(trace)) ?? 9));
  const sorted = [...worst].toSorted(([, a], [, b]) => a - b).map(([key]) => key);
  return { shown: sorted.slice(0, MOST_TRACES), all: sorted.length };
}

const ORDER = { broke: 0, 'not-fixed': 0, fixed: 1, kept: 1, unclear: 2, drifted: 3 } as const;

const keyOf = ({ ref }: Tried): string => `${ref.source} ${ref.locator}`;

function markOf(verdict: Verdict | undefined): Mark {
  return verdict === undefined ? 'untried' : WORDS[verdict.word];
}

const WORDS = { fixed: 'good', 'partly-fixed': 'partly', 'not-fixed': 'bad', inconclusive: 'unclear' } as const;

function triedMark(traces: readonly Tried[] | undefined, key: string): Mark {
  const found = traces?.find((trace) => keyOf(trace) === key);
  return found === undefined ? 'untried' : BECAME[found.became];
}

const BECAME = {
  fixed: 'good',
  kept: 'good',
  'not-fixed': 'bad',
  broke: 'bad',
  drifted: 'drifted',
  unclear: 'unclear',
} as const;

function sentence(
  { title, verdict }: Readonly<{ title: string; verdict: Verdict | undefined }>,
  index: number,
): string {
  const others = [
    ...(verdict?.similar ? [`${verdict.similar.fixed} of ${verdict.similar.of} failures like it`] : []),
    ...(verdict?.good ? [`${verdict.good.broke} of ${verdict.good.of} that went well got worse`] : []),
  ];
  const reported = verdict ? `the reported answer ${verdict.fixed} of ${verdict.of} times` : 'was not tried';
  return `${index + 1}. ${shorten(title, 60)}: ${verdict ? 'fixes ' : ''}${[reported, ...others].join(', ')}.`;
}
