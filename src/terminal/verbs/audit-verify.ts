import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefineryError } from '../../domain/errors.ts';
import { auditFile } from '../../flow/audit-file.ts';
import { auditRecords } from '../../flow/audit-records.ts';
import type { AuditReport } from '../../ports.ts';
import { printable } from '../../refine/text/printable.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

export const auditVerifyVerb: Verb = {
  name: 'audit verify',
  about:
    'Check that nobody changed the record of any case, and that it holds all that was published; or that of an export.',
  args: '[file]',
  options: [{ flags: '--json', about: 'one JSON object' }],
  examples: ['audit verify', 'audit verify audit.jsonl'],
  async run({ args: [file], options, tools: { screen, facts, house, workspace, folder } }) {
    const report =
      file === undefined
        ? await auditRecords(workspace, await facts(), house.codeHost)
        : await auditFile(linesOf(resolve(folder, file)), house.codeHost);
    if (options.json) screen.out(asJsonLine(report));
    else if (report.broken.length === 0)
      screen.out(`${wordsOf(report.facts, 'fact')} of ${wordsOf(report.cases, 'case')}: all as they were written.`);
    else screen.out(printable(report.broken.map(brokenWords).join('\n')));
    if (!options.json && report.unseen.length > 0)
      screen.err(
        printable(
          `Not compared with what was published in: ${report.unseen.join(', ')} (no repository that I can read)`,
        ),
      );
    return report.broken.length === 0 ? 0 : 1;
  },
};

const wordsOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What is wrong with all of a case, or with a file, has no number. */
const brokenWords = ({ case: id, seq, why }: AuditReport['broken'][number]): string =>
  seq === 0 ? `${id}: ${why}` : `${id}, fact ${seq}: ${why}`;

/** @throws RefineryError file-not-found */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path).catch((cause: unknown) => {
    throw new RefineryError('file-not-found', path, { cause });
  });
  try {
    if (!(await file.stat()).isFile()) throw new RefineryError('file-not-found', `${path} is no file`);
    yield* file.readLines({ autoClose: false });
  } finally {
    await file.close();
  }
}
