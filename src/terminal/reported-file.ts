import { join, resolve } from 'node:path';
import type { Project } from '../domain/project.ts';
import type { Trace } from '../domain/trace.ts';
import type { Reported } from '../flow/diagnose.ts';
import { triageOf } from '../flow/read-trace.ts';
import { asExpectation } from '../refine/expectation.ts';
import { redact } from '../refine/redact.ts';
import { textOf, type VerbCall } from './verb.ts';

/** The stages before a stage that is shown alone on a file. */
export function reportedFile(call: VerbCall, trace: Trace, expectation: string): Reported {
  const safe = redact(trace);
  return {
    trace: safe,
    triage: triageOf(safe, expectation, call.tools.house),
    expectation,
    objections: [],
    discussion: [],
  };
}

/** What people say should have happened. @throws RefineryError wrong-usage */
export const expectationOf = (call: VerbCall): string => asExpectation(textOf(call, 'expected'));

/** The project that the options of a command describe. @throws RefineryError wrong-usage */
export function projectOf(call: VerbCall): Project {
  const repo = resolve(call.tools.folder, atHome(textOf(call, 'repo'), call.tools.home));
  return { name: repo.split('/').at(-1) ?? repo, repo, context: null, approvers: null, fourEyes: false };
}

/** Shells expand `~` at the start of a word only: `--repo=~/agent` and an answer to a question arrive as typed. */
function atHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

export const EXPECTED = { flags: '--expected <text>', about: 'what should have happened, in a sentence' };
export const REPO = { flags: '--repo <path>', about: "the agent's git repository" };
export const OUT = { flags: '--out <dir>', about: 'write one file per trace there instead of printing' };
