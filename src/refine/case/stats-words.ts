import { durationWords } from '../picture/duration-words.ts';
import { tokenWords } from '../picture/token-words.ts';
import { dollarWords } from './cost-words.ts';
import type { Stats } from './stats.ts';

/** A figure of `Stats` by itself, for a list, a picture and its words. `value`: `null` where there is nothing to tell. */
export type StatsFigure = Readonly<{
  name: string;
  figureOf(stats: Stats): number | null;
  says(value: number): string;
  /** A share of all is the whole at 1. */
  isShare: boolean;
}>;

const plain = (value: number): string => value.toLocaleString('en');
const percent = (value: number): string => `${Math.round(value * 100)}%`;
const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);

/** In the order in which they are told: what comes of it first, what it takes after. */
export const STATS_FIGURES: readonly StatsFigure[] = [
  { name: 'Cases', figureOf: ({ cases }) => cases, says: plain, isShare: false },
  {
    name: 'Fix success',
    figureOf: ({ fixed, rolledBack, handedOver }) => share(fixed, fixed + rolledBack + handedOver),
    says: percent,
    isShare: true,
  },
  { name: 'Time to fix', figureOf: ({ toFixMs }) => toFixMs, says: durationWords, isShare: false },
  {
    name: 'Decided by the expert alone',
    figureOf: ({ byReporter, approved }) => share(byReporter, approved),
    says: percent,
    isShare: true,
  },
  { name: 'Tokens for a fix', figureOf: ({ tokens, fixed }) => share(tokens, fixed), says: tokenWords, isShare: false },
  {
    name: 'Cost of a fix',
    figureOf: ({ usd, fixed }) => (usd === null ? null : share(usd, fixed)),
    says: dollarWords,
    isShare: false,
  },
  {
    name: 'Answers known from before',
    figureOf: ({ answers: { asked, known } }) => share(known, asked + known),
    says: percent,
    isShare: true,
  },
  { name: 'Fixes that a guard held up', figureOf: ({ heldUp }) => heldUp, says: plain, isShare: false },
];

/** How it went, in sentences; what nobody can tell yet is left out. */
export function statsWords(stats: Stats, where: string): readonly string[] {
  const { cases, fixed, unmerged, rolledBack, handedOver, stopped, open, tokens, usd, answers, heldUp } = stats;
  const ends = [
    counted(fixed, 'fixed'),
    counted(unmerged, unmerged === 1 ? 'waits to be merged' : 'wait to be merged'),
    counted(rolledBack, 'taken back or closed'),
    counted(handedOver, 'handed over'),
    counted(stopped, 'stopped'),
    counted(open, 'not decided yet'),
  ].filter((end) => end !== undefined);
  const cost = usd === null ? '' : `, ${dollarWords(usd / Math.max(1, fixed))}`;
  const known = share(answers.known, answers.asked + answers.known);
  return [
    `${cases === 1 ? 'One case' : `Of the last ${cases} cases`} ${where}: ${ends.join(', ') || 'none'}.`,
    ...(cases === 1 ? oneCaseWords(stats) : manyCasesWords(stats)),
    ...(fixed === 0 || tokens === 0
      ? []
      : [`A fix took ${tokenWords(tokens / fixed)} tokens${cost}${cases === 1 ? '' : ', all cases counted'}.`]),
    ...(known === null || answers.known === 0
      ? []
      : [`Of the analyst’s answers, ${percent(known)} were known from before.`]),
    ...(heldUp === 0 ? [] : [`Guards held up ${heldUp} proposed ${heldUp === 1 ? 'fix' : 'fixes'}.`]),
  ];
}

function manyCasesWords({ proven, holding, toVerdictMs, toFixMs, approved, byReporter }: Stats): readonly string[] {
  return [
    ...(proven === 0 ? [] : [`Fixes were tried in ${proven}; at least one held in ${holding}.`]),
    ...(toVerdictMs === null ? [] : [`Half of them had their verdicts within ${durationWords(toVerdictMs)}.`]),
    ...(toFixMs === null ? [] : [`Half of those with a commit had it within ${durationWords(toFixMs)}.`]),
    ...(approved === 0
      ? []
      : [`Of ${approved} approved, ${byReporter} needed no yes but that of who reported the case.`]),
  ];
}

function oneCaseWords({ holding, toVerdictMs, toFixMs, byReporter }: Stats): readonly string[] {
  const held = holding === 0 ? 'none held' : 'at least one held';
  return [
    ...(toVerdictMs === null
      ? []
      : [
          `Fixes were tried, and ${held}: the verdicts were there ${durationWords(toVerdictMs)} after it was reported.`,
        ]),
    ...(toFixMs === null ? [] : [`It was committed ${durationWords(toFixMs)} after it was reported.`]),
    ...(byReporter === 0 ? [] : ['It needed no yes but that of who reported it.']),
  ];
}

/** Nothing is said of what there is none of. */
const counted = (value: number, what: string): string | undefined =>
  value === 0 ? undefined : `${plain(value)} ${what}`;
