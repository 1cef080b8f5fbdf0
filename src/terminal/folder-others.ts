import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { TraceRef } from '../domain/trace.ts';
import type { House } from '../flow/house.ts';
import { type Listed, NO_OTHERS, type Others } from '../flow/prove/bounds.ts';
import { atHand, sourceOf, type TraceAtHand } from '../flow/reader.ts';
import { redact } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { recogniseTrace } from '../refine/trace/recognise-trace.ts';
import type { VerbCall } from './verb.ts';

export const GOOD = { flags: '--good <dir>', about: 'a folder with traces of conversations that went well' };
export const SIMILAR = { flags: '--similar <dir>', about: 'a folder with traces that failed in the same way' };

/**
 * Other conversations out of folders, as whoever calls has sorted them.
 *
 * @param house confined to what the project allows
 * @throws RefineryError wrong-usage for a folder that can't be listed
 */
export async function folderOthers(call: VerbCall, own: readonly RedactionRule[], house: House): Promise<Others> {
  const lines = [...(await linesIn(call, 'similar')), ...(await linesIn(call, 'good'))];
  if (lines.length === 0) return NO_OTHERS;
  const fetched = async (ref: TraceRef) => {
    const trace = await sourceOf(ref, house.sources).fetch(ref, call.tools.signal);
    return atHand(redact(trace, own), house);
  };
  return {
    list: async () => lines,
    // What is no trace is passed over before anything is replayed.
    keep: async (ref) => {
      await fetched(ref);
      return JSON.stringify(ref);
    },
    open: (key) => fetchedLater(() => fetched(JSON.parse(key) as TraceRef)),
    replayer: () => house.replayer,
  };
}

/** Fetched anew for each question: of folders, one trace at a time is in memory. */
function fetchedLater(fetched: () => Promise<TraceAtHand>): TraceAtHand {
  return (name, about) => fetched().then((trace) => trace(name, about));
}

async function linesIn({ options, tools }: VerbCall, given: 'similar' | 'good'): Promise<readonly Listed[]> {
  const folder = options[given];
  if (folder === undefined) return [];
  if (folder === true) throw new RefineryError('wrong-usage', `--${given} wants the name of a folder`);
  const path = resolve(tools.folder, folder);
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RefineryError('wrong-usage', `--${given}: ${path} is no folder that can be read`, { cause });
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
  return files.toSorted().flatMap((file) => lineOf(file, given, tools.house.sources));
}

/** A file that no source reads by its name is none of the traces. */
function lineOf(
  file: string,
  given: 'similar' | 'good',
  sources: VerbCall['tools']['house']['sources'],
): readonly Listed[] {
  try {
    const { ref } = recogniseTrace(sources, file);
    return [{ ref, name: file, startMs: null, error: null, asked: null, rating: null, given }];
  } catch (error) {
    if (kindOf(error) === undefined) throw error;
    return [];
  }
}
