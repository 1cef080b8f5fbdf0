import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { kindOf, RefineryError, tell } from '../domain/errors.ts';
import type { Trace } from '../domain/trace.ts';
import { printable } from '../refine/text/printable.ts';
import { recogniseTrace } from '../refine/trace/recognise-trace.ts';
import type { ExitCode, VerbCall } from './verb.ts';

/**
 * Runs a verb over each trace that the command line names, files and links alike.
 *
 * With `--out <dir>` every result becomes one file there, named after the trace's
 * file without its last extension; else results go to the screen in the same order.
 * What fails is named on stderr, the others go on, and the exit code is 1.
 *
 * @param extension of what is written, with its dot: `.json`
 * @param make turns a trace into the text that is written
 */
export async function overFiles(
  call: VerbCall,
  extension: string,
  make: (trace: Trace, file: string) => Promise<string> | string,
): Promise<ExitCode> {
  const { screen, house, signal } = call.tools;
  const folder = folderIn(call);
  if (folder !== undefined) await mkdir(folder, { recursive: true });

  const written = new Set<string>();
  let code: ExitCode = 0;
  for (const file of call.args) {
    if (signal.aborted) return 1;
    try {
      const { source, ref } = recogniseTrace(house.sources, file);
      const text = await make(await source.fetch(ref, signal), file);
      if (folder === undefined) screen.out(text);
      else await writeFile(claimPath(folder, file, extension, written), text);
    } catch (error) {
      code = 1;
      screen.err(printable(`${file}: ${explain(error, file)}`));
    }
  }
  return code;
}

function folderIn({ options }: VerbCall): string | undefined {
  if (options.out === true) throw new RefineryError('wrong-usage', '--out wants the name of a folder');
  return options.out;
}

/** Two traces of the same name would silently overwrite each other. */
function claimPath(folder: string, file: string, extension: string, written: Set<string>): string {
  const path = join(folder, `${basename(file, extname(file))}${extension}`);
  if (written.has(path)) throw new RefineryError('wrong-usage', `${path} was just written for another file`);
  written.add(path);
  return path;
}

function explain(error: unknown, file: string): string {
  const kind = kindOf(error);
  const detail = error instanceof RefineryError ? error.detail : error instanceof Error ? error.message : String(error);
  if (kind === undefined) return detail;
  return detail === file ? tell(kind) : `${tell(kind)} (${detail})`;
}
