import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefineryError } from '../../domain/errors.ts';
import { extractFiles } from '../../refine/call/extract-files.ts';
import { printable } from '../../refine/text/printable.ts';
import { recogniseTrace } from '../../refine/trace/recognise-trace.ts';
import { EXPECTED } from '../reported-file.ts';
import { textOf, type Verb, type VerbCall } from '../verb.ts';

export const extractVerb: Verb = {
  name: 'extract',
  about:
    "Save a trace's prompts, the models and tools they were used with, and an eval case as files. Nothing is redacted.",
  args: '<trace>',
  options: [{ flags: '--out <dir>', about: 'the folder to write into; files that are there are kept' }, EXPECTED],
  examples: [
    'extract trace.json --out found',
    'extract trace.json --out found --expected "say that orders ship in two days"',
  ],
  async run(call) {
    const { screen, house, signal } = call.tools;
    const folder = textOf(call, 'out');
    const { source, ref } = recogniseTrace(house.sources, call.args[0] ?? '');
    const files = extractFiles(await source.fetch(ref, signal), expectationIn(call));
    if (files.length === 0)
      throw new RefineryError('trace-unreadable', 'no call of a model in it records its messages');
    for (const { path, text } of files) screen.out(printable(await save(join(folder, path), text)));
    return 0;
  },
};

const expectationIn = ({ options }: VerbCall): string | undefined =>
  typeof options.expected === 'string' && options.expected.trim() !== '' ? options.expected : undefined;

/** Never over a file that is there: people may have worked on it. */
async function save(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: 'wx' });
    return path;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return `${path} is there already and was kept.`;
    throw error;
  }
}
