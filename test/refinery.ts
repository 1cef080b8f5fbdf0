import { execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command line as people use it, in a process of its own. */
export const ROOT = join(import.meta.dirname, '..');

export type Ran = Readonly<{ code: number | null; signal: string | null; out: string; err: string }>;

/** Where Node keeps what it has compiled, unless told: a process that is killed reads it there, too, and never writes it. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');

/** Only what the test says is in the environment: nobody's keys, nobody's settings. */
export function environmentOf(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...(TMPDIR && { TMPDIR }), NO_COLOR: '1', ...settings };
}

export function refinery(words: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ran> {
  return runNode([join(ROOT, 'src/cli.ts'), ...words], settings);
}

export function runNode(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString();
  });
  return new Promise((ran, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => ran({ code, signal, out, err }));
  });
}

/** Git as a person would ask it, to look at a repository afterwards. */
export function git(repo: string, ...args: readonly string[]): Promise<string> {
  return new Promise((said, failed) => {
    execFile('git', ['-C', repo, ...args], { maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
      error ? failed(error) : said(out.trimEnd()),
    );
  });
}

/** The one line of JSON that a verb printed with `--json`. */
export function jsonIn<Value>({ out, err }: Ran): Value {
  const line = out.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as Value;
  } catch {
    throw new Error(`no JSON in: ${out}\n${err}`);
  }
}
