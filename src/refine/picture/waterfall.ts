import type { FoldedRow, RunRow, Suspected, Waterfall } from '../../domain/picture.ts';
import type { Run, Trace } from '../../domain/trace.ts';
import type { Suspect, Triage } from '../../domain/triage.ts';
import { shorten } from '../text/shorten.ts';
import { runNamesOf } from '../trace/run-names.ts';
import { chooseRows, type Lines } from './choose-rows.ts';
import { describeWaterfall } from './describe-waterfall.ts';
import { durationWords } from './duration-words.ts';
import { placeInTime, span } from './place-in-time.ts';
import { hasFailed, inTreeOrder } from './tree-order.ts';

const MOST_SUSPECTS = 3;
/** Deeper ones would leave no room for their names. */
const MOST_DEPTH = 6;
const MOST_NAME_CHARS = 120;
const MOST_REASON_CHARS = 240;

/**
 * A trace as a picture: every run a bar, those to look at first marked. A long one is folded; its suspects, what they
 * are in, and as many failed runs as have room are always shown.
 *
 * Time grows with the number of runs and its logarithm; no recursion, so depth is no limit.
 */
export function waterfallOf(trace: Pick<Trace, 'runs'>, { suspects }: Pick<Triage, 'suspects'>): Waterfall {
  const runs = inTreeOrder(trace.runs);
  const named = runNamesOf(trace);
  const placed = placeInTime(runs);
  const first = suspects.slice(0, MOST_SUSPECTS);
  const marks = new Map(first.map((suspect, index) => [suspect.runId, suspected(suspect, index + 1)]));
  const lines = chooseRows(runs, new Set(marks.keys()));
  const depths = depthsOf(lines, runs);

  const rows = lines.map((line, index): RunRow | FoldedRow => {
    const depth = Math.min(depths[index] ?? 0, MOST_DEPTH);
    if ('run' in line) {
      const { run, bar } = at(placed.runs, line.run);
      const name = shorten(named.get(run.id)?.name ?? run.name, MOST_NAME_CHARS);
      return {
        row: 'run',
        name,
        kind: run.kind,
        depth,
        bar,
        failed: hasFailed(run),
        suspected: marks.get(run.id) ?? null,
      };
    }
    const folded = placed.runs.slice(line.from, line.to);
    const failed = folded.filter(({ run }) => hasFailed(run)).length;
    return { row: 'folded', runs: folded.length, failed, depth, bar: span(folded.map(({ bar }) => bar)) };
  });
  const failed = runs.filter(hasFailed);
  const about = aboutWords(runs.length, failed.length, placed.axis);
  const names = failed.map(({ id, name }) => named.get(id)?.name ?? name);
  return {
    kind: 'waterfall',
    title: 'How the run went',
    about,
    axis: placed.axis,
    rows,
    note: placed.note,
    alt: describeWaterfall(about, first, named, names),
  };
}

function suspected({ reasons }: Suspect, rank: number): Suspected {
  return { rank, reason: shorten(reasons[0] ?? '', MOST_REASON_CHARS) };
}

function aboutWords(runs: number, failed: number, axis: Waterfall['axis']): string {
  return [
    `${runs.toLocaleString('en')} ${runs === 1 ? 'step' : 'steps'}`,
    ...(axis.unit === 'ms' ? [durationWords(axis.length)] : []),
    ...(failed === 0 ? [] : [`${failed.toLocaleString('en')} failed`]),
  ].join(' · ');
}

/** How many of the shown rows each stands in: what is left out of a deep trace is no indentation. */
function depthsOf(lines: Lines, runs: readonly Run[]): readonly number[] {
  const shown = new Set(lines.flatMap((line) => ('run' in line ? [at(runs, line.run).id] : [])));
  const within = new Map<string, number>();
  for (const { id, parentId } of runs) {
    const above = parentId === null ? undefined : within.get(parentId);
    within.set(id, above === undefined ? 0 : above + Number(shown.has(parentId ?? '')));
  }
  return lines.map((line) => within.get(at(runs, 'run' in line ? line.run : line.from).id) ?? 0);
}

function at<Item>(items: readonly Item[], index: number): Item {
  return items[index] as Item;
}
