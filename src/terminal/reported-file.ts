import { join } from 'node:path';
import { RefineryError } from '../domain/errors.ts';
import type { Project, SizeLimits } from '../domain/project.ts';
import type { Trace } from '../domain/trace.ts';
import type { Reported } from '../flow/analyst/reported.ts';
import type { House } from '../flow/house.ts';
import { NOTHING_OF_ITS_OWN, type Privacy, privacyOf } from '../flow/privacy.ts';
import { atHand } from '../flow/reader.ts';
import { readingOf } from '../flow/view-trace.ts';
import { asExpectation } from '../refine/case/expectation.ts';
import { pathsOf, splitFiles } from '../refine/context/read-order.ts';
import { redact } from '../refine/text/redact.ts';
import { textOf, type VerbCall } from './verb.ts';

/** The stages before a stage that is shown alone on a file. */
export async function reportedFile(
  house: House,
  trace: Trace,
  expectation: string,
  { own }: Privacy,
): Promise<Reported & Readonly<{ traceName: string }>> {
  const safe = atHand(redact(trace, own), house);
  const { traceName, triage } = await safe('triage', { expectation });
  return {
    trace: safe,
    reading: await readingOf(safe, house),
    traceName,
    triage,
    expectation,
    objections: [],
    discussion: [],
    own,
  };
}

/** What the repository of `--repo` keeps to itself; nothing without one. @throws RefineryError redaction-invalid, and what `CodeHost` throws */
export async function privacyIn(call: VerbCall): Promise<Privacy> {
  return call.options.repo === undefined ? NOTHING_OF_ITS_OWN : privacyOf(projectOf(call), call.tools.house.codeHost);
}

/** What people say should have happened. @throws RefineryError wrong-usage */
export const expectationOf = (call: VerbCall): string => asExpectation(textOf(call, 'expected'));

/** The project that the options of a command describe. @throws RefineryError wrong-usage */
export function projectOf(call: VerbCall): Project {
  const repo = call.tools.house.codeHost.nameOf(atHome(textOf(call, 'repo'), call.tools.home), call.tools.folder);
  const { project, files, branch, straight } = call.options;
  const name = typeof project === 'string' && project.trim() !== '' ? project.trim() : repo.split('/').at(-1);
  const given = typeof files === 'string' ? pathsOf(splitFiles(files)) : [];
  return {
    name: name ?? repo,
    repo,
    context: null,
    ...(typeof branch === 'string' &&
      branch.trim() !== '' && { branch: branch.trim(), ...(straight === true && { straight }) }),
    ...limitsIn(call),
    ...(given.length > 0 && { given }),
    approvers: null,
    fourEyes: false,
  };
}

/** @throws RefineryError wrong-usage */
function limitsIn({ options }: VerbCall): SizeLimits {
  const limit = (name: 'most-files' | 'most-lines', given: unknown) => {
    if (given !== undefined && !/^[1-9]\d{0,5}$/.test(String(given)))
      throw new RefineryError('wrong-usage', `--${name} is a whole number from 1 on`);
    return given === undefined ? undefined : Number(given);
  };
  const mostFiles = limit('most-files', options.mostFiles);
  const mostLines = limit('most-lines', options.mostLines);
  return { ...(mostFiles !== undefined && { mostFiles }), ...(mostLines !== undefined && { mostLines }) };
}

/** Shells expand `~` at the start of a word only: `--repo=~/agent` and an answer to a question arrive as typed. */
function atHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

export const EXPECTED = { flags: '--expected <text>', about: 'what should have happened, in a sentence' };
export const REPO = {
  flags: '--repo <path>',
  about: "the agent's git repository: a path, owner/name on GitHub, or an address on another git server",
};
export const PROJECT = {
  flags: '--project <name>',
  about: "one of several projects of the repository; else the repository's name",
};
export const BRANCH = {
  flags: '--branch <name>',
  about: 'the branch that fixes are made for; else the one that the repository is on',
};
export const MOST_FILES = { flags: '--most-files <number>', about: 'a fix that changes more files can’t be approved' };
export const MOST_LINES = { flags: '--most-lines <number>', about: 'a fix that changes more lines can’t be approved' };
export const FILES = {
  flags: '--files <paths>',
  about: 'files that this case works on besides, with commas between them',
};
export const HIDES = {
  flags: '--repo <path>',
  about: 'hide what .refinery/redaction.json of this repository names, too',
};
export const OUT = { flags: '--out <dir>', about: 'write one file per trace there instead of printing' };
