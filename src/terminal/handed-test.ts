import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Assertion, type Check, Rubric } from '../domain/check.ts';
import { sealCheck } from '../refine/case/digest.ts';

const LARGEST_BYTES = 1_000_000;

/** A failing test as it is handed over with a case: the call, what was expected, and the check. */
const HandedTest = z.looseObject({
  expected: z.string(),
  check: z.object({ assertions: z.array(Assertion), words: z.string(), rubric: Rubric.optional() }),
});

/** What a failing test says of itself; `undefined` for any other file, and for links. */
export async function handedTest(
  file: string,
  folder: string,
): Promise<Readonly<{ expected: string; check: Check }> | undefined> {
  const path = resolve(folder, file);
  try {
    if ((await stat(path)).size > LARGEST_BYTES) return undefined;
    const { expected, check } = HandedTest.parse(JSON.parse(await readFile(path, 'utf8')));
    return { expected, check: sealCheck(check.assertions, check.words, check.rubric) };
  } catch {
    return undefined;
  }
}
