import { RefineryError } from '../../domain/errors.ts';
import { failureFinder } from '../../flow/find-failures.ts';
import { printable } from '../../refine/text/printable.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { readSpan } from '../../refine/text/spans.ts';
import { type Failures, howManyFailed, notLookedAt, toldOf } from '../../refine/trace/failure-words.ts';
import { type Alike, groupAlike } from '../../refine/trace/group-alike.ts';
import { asJson } from '../as-json.ts';
import { PROJECT, projectOf, REPO } from '../reported-file.ts';
import type { Verb } from '../verb.ts';

export const failuresVerb: Verb = {
  name: 'failures',
  about:
    'List what failed lately in a LangSmith project, or was rated badly there, those that are alike as one, each with the link of its trace.',
  args: '[span]',
  options: [
    { ...REPO, about: `${REPO.about}: what it names is hidden` },
    PROJECT,
    { flags: '--json', about: 'every trace' },
  ],
  examples: ['failures --repo ../agent', 'failures 7d --repo ../agent --project support'],
  async run(call) {
    const { args, options, tools } = call;
    const { screen, house } = tools;
    const withinMs = readSpan(args[0] ?? '');
    if (withinMs === undefined)
      throw new RefineryError('wrong-usage', `“${args[0]}” is no time such as 24h or 7d, 30 days at most`);
    const failures = await failureFinder(house, house.clock)(projectOf(call), withinMs);
    if (options.json) screen.out(asJson(failures.lines));
    else screen.out(printable(failuresText(failures, withinMs)));
    return 0;
  },
};

function failuresText(failures: Failures, withinMs: number): string {
  const unseen = notLookedAt(failures);
  const told = [howManyFailed(failures, withinMs), ...groupAlike(failures.lines).map(groupText)];
  return [...told, ...(unseen === undefined ? [] : [unseen])].join('\n\n');
}

function groupText({ first, count }: Alike): string {
  const { name, startMs, ref } = first;
  const more = count > 1 ? ` and ${count - 1} like it` : '';
  const when = startMs === null ? '' : `, ${new Date(startMs).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  const told = toldOf(first);
  return [
    `${shorten(name, 100) || 'a trace'}${more}${when}`,
    ...(told === null ? [] : [`  ${shorten(told.replace(/\s+/g, ' '), 200)}`]),
    `  ${ref.locator}`,
  ].join('\n');
}
