import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HandedOver, Proven } from '../../src/domain/case.ts';
import { CommitSha } from '../../src/domain/digest.ts';
import type { FactBody } from '../../src/domain/fact.ts';
import type { Person } from '../../src/domain/project.ts';
import { fold, type History } from '../../src/refine/case/fold.ts';
import type { RunName } from '../../src/refine/trace/run-names.ts';
import { NO_PROGRESS } from '../../src/slack/painting/progress.ts';
import type { Scene } from '../../src/slack/scene.ts';
import { someFacts, someOffer, someYes } from './some.ts';

export const place = { team: 'T0001', channel: 'C0001', thread: '1781078400.000100' };
export const ada: Person = { id: 'slack/T0001/U0ADA', name: 'Ada' };
export const ben: Person = { id: 'slack/T0001/U0BEN', name: 'Ben' };

export type Step = readonly [revision: number, body: FactBody];

/** The facts of the first revision that lead to a case as it stands. */
export function stepsTo(now: Proven | HandedOver): readonly Step[] {
  const atMs = now.openedAtMs;
  const { source, expectation, project, trace, traceName, triage, diagnosis, base, check, reproduction } = now;
  const bodies: readonly FactBody[] = [
    { kind: 'opened', atMs, by: now.openedBy, source, expectation, project, place: now.place ?? place },
    { kind: 'read', atMs, trace, traceName, triage },
    { kind: 'diagnosed', atMs, diagnosis, answerer: now.diagnosedBy },
    { kind: 'proposed', atMs, base, check, hypotheses: [...now.hypotheses], answerer: now.proposedBy },
    { kind: 'proven', atMs, reproduction, verdicts: [...now.verdicts] },
    ...('because' in now ? [{ kind: 'handed-over' as const, atMs, because: now.because }] : []),
  ];
  return bodies.map((body) => [1, body]);
}

export const someSha = CommitSha.parse('c0ffee'.padEnd(40, '0'));

/** From the proof to the commit of the first fix, approved by one person. */
export function stepsToPublished(now: Proven, by: Person = ada): readonly Step[] {
  const branch = 'refinery/rf-1-5e3f0a91';
  const offer = someOffer(now, { target: { repo: now.project.repo, branch, message: 'fix: say so\n' } });
  const yes = someYes(offer, { by });
  return [
    [1, { kind: 'offered', atMs: 5, by, offer }],
    [1, { kind: 'said-yes', atMs: 6, yes }],
    [1, { kind: 'approved', atMs: 7, offer, yeses: [yes] }],
    [1, { kind: 'published', atMs: 8, commit: { sha: someSha, branch } }],
  ];
}

export function historyAfter(...steps: readonly Step[]): History {
  const history = fold(someFacts(...steps));
  if (!history) throw new Error('no case');
  return history;
}

export function someScene(history: History, about: Partial<Scene> = {}): Scene {
  return {
    history,
    runNames: new Map(),
    waterfalls: new Map(),
    progress: NO_PROGRESS,
    failingCalls: new Map(),
    prices: new Map(),
    ...about,
  };
}

/** One of the sample's failures as the command line proved it, moved into a channel of Slack. */
export function recordedCase(name: 'memory' | 'price' | 'order') {
  const path = join(import.meta.dirname, '../cases', name, 'case.json');
  const recorded = JSON.parse(readFileSync(path, 'utf8')) as {
    case: Proven | HandedOver;
    runNames: Record<string, RunName>;
  };
  return { now: recorded.case, runNames: new Map(Object.entries(recorded.runNames)) };
}
