import { cpus, totalmem } from 'node:os';

/** One measured number. `limit` is what it must not exceed; without one it is only told. */
export type Figure = Readonly<{ name: string; value: number; unit: string; limit?: number }>;

/** Prints a table, or with `--json` one object on one line. Exit code 1 when a limit does not hold. */
export function report(bench: string, figures: readonly Figure[]): void {
  const judged = figures.map((figure) => ({
    ...figure,
    limit: figure.limit ?? null,
    holds: figure.limit === undefined ? null : figure.value <= figure.limit,
  }));
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench, machine, figures: judged }));
  else {
    console.log(`${bench}  (${machine})\n`);
    for (const { name, value, unit, limit, holds } of judged) {
      const shown = `${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`;
      const verdict = holds === null ? '' : `at most ${limit} ${unit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`;
      console.log(`  ${name.padEnd(52)} ${shown.padStart(10)}   ${verdict}`.trimEnd());
    }
  }
  if (judged.some(({ holds }) => holds === false)) process.exitCode = 1;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The smallest value that `share` percent do not exceed. */
export function percentile(share: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.NaN;
}
