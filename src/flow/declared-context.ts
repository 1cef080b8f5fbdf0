import { z } from 'zod';
import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { ContextFiles } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import { decodeText } from '../refine/change/text-file.ts';
import { missingOf } from '../refine/context/join-files.ts';

export const DECLARED_IN = '.refinery/context.json';
/** Bounds for looking around in a repo. */
export const MOST_PATHS = 20_000;

/** What is left out is empty; what is misspelt must not be taken for left out. Paths may be patterns. */
const Declared = z.strictObject({
  prompts: z.array(z.string()).default([]),
  evals: z.array(z.string()).default([]),
  configs: z.array(z.string()).default([]),
  dataset: z.string().min(1).optional(),
});
export type Declared = z.infer<typeof Declared>;

/**
 * What a repo says at one commit of the files that may be changed. A declaration that can't be read is no reason to look
 * around instead: then files would be shown that nobody declared.
 *
 * @throws RefineryError context-invalid, and what `CodeHost` throws
 */
export async function declaredIn(repo: string, base: CommitSha, codeHost: CodeHost): Promise<Declared | undefined> {
  const file = await codeHost.read(repo, base, DECLARED_IN);
  if (!file) return undefined;
  const decoded = decodeText(file.bytes);
  if ('refused' in decoded) throw invalid(decoded.refused);
  try {
    return Declared.parse(JSON.parse(decoded.text));
  } catch (cause) {
    throw invalid(cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause), { cause });
  }
}

export const pathsOf = ({ prompts, evals, configs }: Declared): ContextFiles => ({ prompts, evals, configs });

/** @param there as many paths of the commit as may be looked through @throws RefineryError context-invalid */
export function refuseMissing({ prompts, evals, configs }: ContextFiles, there: ReadonlySet<string>): void {
  if (there.size >= MOST_PATHS) return;
  const missing = missingOf([...prompts, ...evals, ...configs], there);
  if (missing.length > 0) throw invalid(`it names what is not there: ${missing.slice(0, 10).join(', ')}`);
}

function invalid(why: string, options?: ErrorOptions): RefineryError {
  return new RefineryError('context-invalid', `the file ${DECLARED_IN} in the repository: ${why}`, options);
}
