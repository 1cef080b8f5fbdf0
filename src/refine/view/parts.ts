import type { Run, SafeTrace } from '../../domain/trace.ts';

/**
 * A trace in parts that can be read alone, in order; every run is in exactly one. Subtrees stay together where they fit,
 * and neighbours share a part. A run that is larger than a part has one of its own, and is shown in part.
 *
 * @param partTokens what a part should hold at most, with nothing left out
 * @param sizeOf tokens of a run
 */
export function partsOf(
  trace: SafeTrace,
  partTokens: number,
  sizeOf: (run: Run) => number,
): readonly (readonly Run[])[] {
  const units = unitsOf(trace.runs, partTokens, sizeOf);
  const parts: (readonly Run[])[] = [];
  let open: Run[] = [];
  let filled = 0;
  for (const { runs, tokens } of units) {
    if (open.length > 0 && filled + tokens > partTokens) {
      parts.push(open);
      open = [];
      filled = 0;
    }
    open.push(...runs);
    filled += tokens;
  }
  if (open.length > 0) parts.push(open);
  const place = new Map(trace.runs.map(({ id }, index) => [id, index]));
  return parts.map((runs) => runs.toSorted((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0)));
}

type Unit = Readonly<{ runs: readonly Run[]; tokens: number }>;

/** The largest subtrees that fit, and single runs where one does not. */
function unitsOf(runs: readonly Run[], most: number, sizeOf: (run: Run) => number): readonly Unit[] {
  const ids = new Set(runs.map(({ id }) => id));
  const children = Map.groupBy(runs, ({ parentId }) => (parentId !== null && ids.has(parentId) ? parentId : null));
  const sizes = new Map<string, number>();
  // Children stand behind their parents, so from the end every subtree is summed before it is needed.
  for (const run of runs.toReversed()) {
    const below = (children.get(run.id) ?? []).reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
    sizes.set(run.id, sizeOf(run) + below);
  }
  const units: Unit[] = [];
  const waiting = [...(children.get(null) ?? [])].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const tokens = sizes.get(next.id) ?? 0;
    if (tokens <= most) {
      units.push({ runs: subtree(next, children), tokens });
      continue;
    }
    units.push({ runs: [next], tokens: sizeOf(next) });
    waiting.push(...(children.get(next.id) ?? []).toReversed());
  }
  return units;
}

function subtree(root: Run, children: ReadonlyMap<string | null, readonly Run[]>): readonly Run[] {
  const found: Run[] = [];
  const waiting = [root];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next);
    waiting.push(...(children.get(next.id) ?? []));
  }
  return found;
}
