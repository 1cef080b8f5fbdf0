import { fold } from '../../refine/fold.ts';
import { printable } from '../../refine/printable.ts';
import { asJsonLine } from '../as-json.ts';
import type { Verb } from '../verb.ts';

const MOST_CASES = 50;

export const casesVerb: Verb = {
  name: 'cases',
  about: 'List the cases, newest first.',
  args: '',
  options: [{ flags: '--json', about: 'one JSON array' }],
  examples: ['cases'],
  async run({ options, tools: { screen, records, workspace } }) {
    const { facts } = await records();
    const cases = (await facts.list(workspace, MOST_CASES)).flatMap((line) => fold(line.facts)?.now ?? []);
    if (options.json)
      screen.out(
        asJsonLine(
          cases.map(({ id, stage, openedAtMs, expectation, project }) => ({
            id,
            stage,
            openedAtMs,
            expectation,
            repo: project.repo,
          })),
        ),
      );
    else if (cases.length === 0) screen.out('No cases yet. Open one: case <trace> --expected "…" --repo <path>');
    else
      screen.out(
        cases
          .map(
            ({ id, stage, expectation }) =>
              `${id.padEnd(8)} ${stage.padEnd(12)} ${printable(expectation).slice(0, 90)}`,
          )
          .join('\n'),
      );
    return 0;
  },
};
