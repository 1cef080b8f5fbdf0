import type { CaseLine } from '../../ports.ts';
import { fold } from '../../refine/case/fold.ts';
import { standingWords } from '../../refine/case/standing.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

const MOST_CASES = 50;

export const casesVerb: Verb = {
  name: 'cases',
  about: 'List the cases, newest first.',
  args: '',
  options: [{ flags: '--json', about: 'one JSON array' }],
  examples: ['cases'],
  async run({ options, tools: { screen, facts, workspace } }) {
    const cases = (await (await facts()).list(workspace, MOST_CASES)).map(standing);
    if (options.json) screen.out(asJsonLine(cases));
    else if (cases.length === 0) screen.out('No cases yet. Open one: case <trace> --expected "…" --repo <path>');
    else screen.out(cases.map(lineOf).join('\n'));
    const damaged = cases.filter((listed) => 'damaged' in listed);
    if (damaged.length === 0) return 0;
    const names = damaged.map(({ id }) => id).join(', ');
    screen.err(
      `The record of ${names} was changed from outside. Run "audit verify" and restore the database from a backup.`,
    );
    return 1;
  },
};

function standing(line: CaseLine) {
  const history = 'facts' in line ? fold(line.facts) : undefined;
  if (!history) return { id: line.id, damaged: 'damaged' in line ? line.damaged : 'its first fact opens no case' };
  const { id, stage, openedAtMs, expectation, project } = history.now;
  return { id, stage, openedAtMs, expectation, repo: project.repo, says: standingWords(history) };
}

function lineOf(listed: ReturnType<typeof standing>): string {
  if ('damaged' in listed) return `${listed.id.padEnd(8)} Damaged: ${printable(shorten(listed.damaged, 90))}`;
  return `${listed.id.padEnd(8)} ${printable(shorten(listed.expectation, 70))} ${listed.says}.`;
}
