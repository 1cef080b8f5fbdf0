import type { KnownBlock } from '@slack/types';
import { asGitHubName } from '../../domain/github-name.ts';
import type { Binding } from '../../domain/project.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { label } from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';

/** Names of the fields; what is filled in comes back under them. */
export const FIELDS = {
  name: 'project',
  repo: 'repo',
  approvers: 'approvers',
  fourEyes: 'four-eyes',
  caseCap: 'case-cap',
} as const;
/** Slack takes a hundred options in a select. */
const MOST_REPOS = 100;

export type ToSetUp = Readonly<{ repos: readonly string[]; bound: Binding | undefined; team: string }>;

/** The fields of the setup form, as the channel is bound now. */
export function setupBlocks({ repos, bound, team }: ToSetUp): readonly KnownBlock[] {
  const project = bound?.project;
  const options = repos
    .slice(0, MOST_REPOS)
    .map((path) => ({ text: label(nameOfRepo(path, repos), 75), value: repoId(path) }));
  const chosen = options.find(({ value }) => project && value === repoId(project.repo));
  const approvers = (project?.approvers ?? []).flatMap((id) => id.split(`slack/${team}/`)[1] ?? []);
  const demand = { text: label('Two people must approve each fix', 75), value: 'yes' };
  return [
    textField({
      id: FIELDS.name,
      title: 'LangSmith project',
      hint: 'The project that the agent’s traces are in.',
      value: project?.name,
    }),
    {
      type: 'input',
      block_id: FIELDS.repo,
      label: label('Repository of the agent', 2_000),
      hint: label('Which of its files I read and may change: /refinery context.', 2_000),
      element: {
        type: 'static_select',
        action_id: FIELDS.repo,
        options,
        ...(chosen && { initial_option: chosen }),
      },
    },
    {
      type: 'input',
      block_id: FIELDS.approvers,
      optional: true,
      label: label('Who may approve fixes', 2_000),
      hint: label('Nobody chosen: every member of this workspace.', 2_000),
      element: {
        type: 'multi_users_select',
        action_id: FIELDS.approvers,
        ...(approvers.length > 0 && { initial_users: approvers }),
      },
    },
    {
      type: 'input',
      block_id: FIELDS.fourEyes,
      optional: true,
      label: label('Four eyes', 2_000),
      element: {
        type: 'checkboxes',
        action_id: FIELDS.fourEyes,
        options: [demand],
        ...(project?.fourEyes && { initial_options: [demand] }),
      },
    },
    textField({
      id: FIELDS.caseCap,
      title: 'What a case may cost, in US dollars',
      hint: 'Then it asks before it goes on. Empty: as whoever runs me has set it.',
      example: '2.50',
      value: project?.caseCapUsd?.toString(),
      isOptional: true,
      mostChars: 10,
    }),
  ];
}

/** Slack takes 150 characters, and a path may have more. */
export const repoId = (path: string): string => digestOf(path).slice(0, 16);

/** `owner/name` on GitHub, else the last of its path with as much before it as tells it from the others. */
function nameOfRepo(path: string, all: readonly string[]): string {
  if (asGitHubName(path) !== undefined) return path;
  const steps = path.split('/').filter(Boolean);
  const names = steps.map((_, index) => steps.slice(-index - 1).join('/'));
  return names.find((name) => all.filter((other) => other.endsWith(`/${name}`)).length === 1) ?? path;
}
