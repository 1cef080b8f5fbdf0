import { localGit } from '../../src/code/local-git.ts';
import type { House } from '../../src/flow/house.ts';
import { loadTokenCounter } from '../../src/library/token-counter.ts';
import { langSmith } from '../../src/sources/langsmith.ts';
import { traceFile } from '../../src/sources/trace-file.ts';
import type { Tools, Verb, VerbCall } from '../../src/terminal/verb.ts';
import { formats } from '../../src/wiring-of-reading.ts';

/** A screen that remembers; whatever a verb over files may not use is missing, so that its use fails. */
export function someCall(
  args: readonly string[],
  options: VerbCall['options'] = {},
  signal = new AbortController().signal,
  folder = '/nowhere',
) {
  const out: string[] = [];
  const err: string[] = [];
  const refuse = () => Promise.reject(new Error('a verb over files asks nothing'));
  const screen: Tools['screen'] = {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    wrap: (text) => text,
    paint: (_style, text) => text,
    progress: () => {},
    attended: false,
    choose: refuse,
    confirm: refuse,
    write: refuse,
  };
  const sources: House['sources'] = [langSmith({}), traceFile(formats)];
  const { nameOf } = localGit({ tempDir: folder });
  const tools: Tools = {
    screen,
    house: { sources, tokenCounter: loadTokenCounter, codeHost: { nameOf } } as House,
    signal,
    facts: refuse,
    desk: refuse,
    examine: refuse,
    newKey: () => 'key',
    workspace: 'test',
    version: '0.1.0',
    person: { id: 'ada', name: 'Ada' },
    folder,
    home: `${folder}/home`,
  };
  return { call: { args, options, tools }, out, err };
}

export async function runVerb(verb: Verb, args: readonly string[], options: VerbCall['options'] = {}) {
  const { call, out, err } = someCall(args, options);
  return { code: await verb.run(call), out: out.join('\n'), err: err.join('\n') };
}
