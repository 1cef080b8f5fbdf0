import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { type Config, readConfig, withEnvFile } from './config.ts';
import { kindOf, RefineryError, tell } from './domain/errors.ts';
import { examine } from './examine.ts';
import { logStep, openLog } from './log.ts';
import { reachCases } from './reach-cases.ts';
import { runCommandLine } from './terminal/command-line.ts';
import { consoleScreen } from './terminal/console-screen.ts';
import { progressWords } from './terminal/progress-words.ts';
import type { Tools } from './terminal/verb.ts';
import { ownVersion, wireHouse } from './wiring.ts';
import { verbs } from './wiring-of-terminal.ts';

const ROOT = join(import.meta.dirname, '..');

export type Invocation = Readonly<{
  words: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  newKey: () => string;
}>;

/** Everything that a command line needs, opened when it is first asked for, and closed whatever happens. */
export async function runInTerminal({ words, environment, newKey }: Invocation): Promise<number> {
  const leaving = new AbortController();
  process.once('SIGINT', () => leaving.abort());
  process.once('SIGTERM', () => leaving.abort());
  const screen = consoleScreen(leaving.signal);
  let config: Config;
  try {
    config = configOf(environment);
  } catch (error) {
    screen.err(explanationOf(error));
    return 1;
  }
  // npm moves to the project's folder; relative paths are meant from where the command was typed.
  const folder = environment.INIT_CWD ?? process.cwd();
  process.chdir(folder);

  // What went wrong is told in sentences; whoever wants the log as well asks for it.
  const log = openLog(config.REFINERY_LOG ?? 'silent', process.stderr);
  const house = wireHouse(config, { clock: Date.now, searchPath: environment.PATH });
  const cases = reachCases(config, house, {
    onProgress: (step) => screen.progress(progressWords(step)),
    onStep: (news) => logStep(log, news, house.prices),
    onLost(error) {
      screen.err(explanationOf(error));
      leaving.abort();
    },
    onForwarded: (holder) => screen.err(screen.paint('dim', `By ${holder}, which holds the data folder.`)),
  });
  const tools: Tools = {
    screen,
    house,
    workspace: config.REFINERY_WORKSPACE,
    version: ownVersion(),
    person: person(),
    folder,
    home: homedir(),
    newKey,
    signal: leaving.signal,
    facts: cases.facts,
    desk: cases.desk,
    examine: () => examine(config, house, cases.facts),
  };

  try {
    const code = await runCommandLine(words, verbs, tools);
    return leaving.signal.aborted ? 130 : code;
  } finally {
    screen.progress(undefined);
    await Promise.allSettled([cases.close(), house.workshop.close(), house.pictures.close()]);
  }
}

/** A relative data folder is one of the project's, wherever the command was typed. */
function configOf(environment: Invocation['environment']): Config {
  const config = readConfig(withEnvFile(environment, ROOT));
  return { ...config, REFINERY_DATA: resolve(ROOT, config.REFINERY_DATA) };
}

function explanationOf(error: unknown): string {
  const kind = kindOf(error);
  if (!(error instanceof RefineryError) || !kind) throw error;
  return `${tell(kind)}\n${error.detail}`;
}

/** In a container a user may have a number and no name. */
function person(): Tools['person'] {
  const name = nameOfUser() ?? `user ${process.getuid?.() ?? ''}`.trim();
  return { id: `terminal/${name}`, name };
}

function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
