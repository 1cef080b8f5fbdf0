import { readFile } from 'node:fs/promises';
import { wholeFile } from '../whole-file.ts';
import type { CheckRun, Pull, Review } from './api.ts';

/** What a repository has beside git: its pull requests, what ran on its commits, and what people said of it. */
export type Shelf = Readonly<{
  pulls: Pull[];
  runsOn(sha: string): readonly CheckRun[];
  /** The last word on one commit. */
  setRun(sha: string, run: CheckRun): void;
  reviewsOf(pull: number): readonly Review[];
  addReview(pull: number, review: Review): void;
  /** A pull request was changed in place. */
  note(): void;
  close(): Promise<void>;
}>;

type Kept = { pulls: Pull[]; runs: Record<string, CheckRun[]>; reviews: Record<string, Review[]> };

/** Kept in one file for the next start; empty where that is lost or broken. */
export async function openShelf(path: string): Promise<Shelf> {
  const kept = parsed(await readFile(path, 'utf8').catch(() => ''));
  const file = wholeFile(path, () => JSON.stringify(kept));
  return {
    pulls: kept.pulls,
    runsOn: (sha) => kept.runs[sha] ?? [],
    setRun(sha, run) {
      kept.runs[sha] = [...(kept.runs[sha] ?? []).filter(({ name }) => name !== run.name), run];
      file.note();
    },
    reviewsOf: (pull) => kept.reviews[pull] ?? [],
    addReview(pull, review) {
      kept.reviews[pull] = [...(kept.reviews[pull] ?? []), review];
      file.note();
    },
    note: file.note,
    close: file.close,
  };
}

/** Written by ourselves: what has the outline of it is it. */
function parsed(text: string): Kept {
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    if (kept.pulls && kept.runs && kept.reviews) return kept as Kept;
  } catch {
    // Nothing was kept.
  }
  return { pulls: [], runs: {}, reviews: {} };
}
