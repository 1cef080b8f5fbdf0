import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import type { Guide } from '../domain/guide.ts';
import type { GuideLibrary } from '../ports.ts';
import { readFrontMatter } from './front-matter.ts';

const FrontMatter = z.strictObject({
  title: z.string().min(1),
  kind: z.enum(['model', 'failure']),
  about: z.string().min(1),
});

/** One statement a line, and where it is from. */
const STATEMENT = /^- \S.* \(https:\/\/[^\s()]+\)$/;

/** Refinery's own guides: the `.md` files in `folder`, in the order of their names, read once. */
export function guideLibrary(folder: string): GuideLibrary {
  let read: Promise<readonly Guide[]> | undefined;
  return {
    guides() {
      read ??= guidesIn(folder);
      return read;
    },
  };
}

async function guidesIn(folder: string): Promise<readonly Guide[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).toSorted();
  return Promise.all(names.map((name) => readGuide(join(folder, name))));
}

async function readGuide(file: string): Promise<Guide> {
  try {
    const { head, body } = await readFrontMatter(await readFile(file, 'utf8'), FrontMatter);
    const unsourced = body.split('\n').find((line) => !STATEMENT.test(line));
    if (unsourced !== undefined) throw new Error(`a line is no statement with its source: ${unsourced}`);
    return { ...head, from: 'refinery', text: body };
  } catch (cause) {
    throw new RefineryError('config-invalid', `guide ${file}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
