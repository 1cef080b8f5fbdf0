import type { KnownBlock, PlainTextOption } from '@slack/types';
import { asGitHubName } from '../../domain/github-name.ts';
import type { Binding } from '../../domain/project.ts';
import { digestOf } from '../../refine/case/digest.ts';
import type { UserGroup } from '../groups.ts';
import { label } from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';

/** Names of the fields; what is filled in comes back under them. */
export const FIELDS = {
  name: 'project',
  repo: 'repo',
  branch: 'branch',
  straight: 'straight',
  approvers: 'approvers',
  approverGroups: 'approver-groups',
  fourEyes: 'four-eyes',
  codeOwners: 'code-owners',
  codeOwnerGroups: 'code-owner-groups',
  caseCap: 'case-cap',
  mostFiles: 'most-files',
  mostLines: 'most-lines',
} as const;
/** Slack takes a hundred options in a select. */
const MOST_OPTIONS = 100;

/** `groups`: those that can be chosen. */
export type ToSetUp = Readonly<{
  repos: readonly string[];
  bound: Binding | undefined;
  team: string;
  groups: readonly UserGroup[];
}>;

/** The fields of the setup form, as the channel is bound now. */
export function setupBlocks({ repos, bound, team, groups }: ToSetUp): readonly KnownBlock[] {
  const project = bound?.project;
  const options = repos
    .slice(0, MOST_OPTIONS)
    .map((path) => ({ text: label(nameOfRepo(path, repos), 75), value: repoId(path) }));
  const chosen = options.find(({ value }) => project && value === repoId(project.repo));
  const demand = { text: label('Two people must approve each fix', 75), value: 'yes' };
  const allowance = { text: label('Approvers may have a fix committed to that branch itself', 75), value: 'yes' };
  const usersOf = (ids: readonly string[]) => ids.flatMap((id) => id.split(`slack/${team}/`)[1] ?? []);
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
    textField({
      id: FIELDS.branch,
      title: 'Branch that fixes are made for',
      hint: 'I write to it only where you allow that below. Empty: the repository’s default branch.',
      example: 'main',
      value: project?.branch,
      isOptional: true,
      mostChars: 250,
    }),
    {
      type: 'input',
      block_id: FIELDS.straight,
      optional: true,
      label: label('Commits to that branch', 2_000),
      hint: label('Else a fix always goes to a branch of its own, or into a pull request.', 2_000),
      element: {
        type: 'checkboxes',
        action_id: FIELDS.straight,
        options: [allowance],
        ...(project?.straight && { initial_options: [allowance] }),
      },
    },
    usersField({
      id: FIELDS.approvers,
      title: 'Who may approve fixes',
      hint: 'Nobody chosen, and no group: every member of this workspace.',
      users: usersOf(project?.approvers ?? []),
    }),
    ...groupsField({
      id: FIELDS.approverGroups,
      title: 'User groups that may approve, too',
      hint: 'Whoever is in the group when they approve.',
      groups,
      chosen: project?.approverGroups ?? [],
    }),
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
    usersField({
      id: FIELDS.codeOwners,
      title: 'Code owners',
      hint: 'One of them must be among those who approve a change of code, or of files that CODEOWNERS gives to somebody.',
      users: usersOf(project?.codeOwners?.people ?? []),
    }),
    ...groupsField({
      id: FIELDS.codeOwnerGroups,
      title: 'User groups that are code owners, too',
      groups,
      chosen: project?.codeOwners?.groups ?? [],
    }),
    textField({
      id: FIELDS.caseCap,
      title: 'What a case may cost, in US dollars',
      hint: 'Then it asks before it goes on. Empty: as whoever runs me has set it.',
      example: '2.50',
      value: project?.caseCapUsd?.toString(),
      isOptional: true,
      mostChars: 10,
    }),
    textField({
      id: FIELDS.mostFiles,
      title: 'Most files of one fix',
      hint: 'A larger one can’t be approved at all. Empty: from 6 files on I ask for an explicit yes.',
      value: project?.mostFiles?.toString(),
      isOptional: true,
      mostChars: 6,
    }),
    textField({
      id: FIELDS.mostLines,
      title: 'Most lines of one fix',
      hint: 'Added and removed ones together. Empty: from 201 lines on I ask for an explicit yes.',
      value: project?.mostLines?.toString(),
      isOptional: true,
      mostChars: 6,
    }),
  ];
}

function usersField(
  about: Readonly<{ id: string; title: string; hint: string; users: readonly string[] }>,
): KnownBlock {
  const { id, title, hint, users } = about;
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: label(title, 2_000),
    hint: label(hint, 2_000),
    element: {
      type: 'multi_users_select',
      action_id: id,
      ...(users.length > 0 && { initial_users: [...users] }),
    },
  };
}

/** Nothing where there are no groups: Slack takes no empty select. Those that are chosen come first, so they are never cut off. */
function groupsField(
  about: Readonly<{
    id: string;
    title: string;
    hint?: string;
    groups: readonly UserGroup[];
    chosen: readonly string[];
  }>,
): readonly KnownBlock[] {
  const { id, title, hint, groups, chosen } = about;
  if (groups.length === 0) return [];
  const isChosen = (group: UserGroup) => chosen.includes(group.id);
  const first = groups.filter(isChosen);
  const options = [...first, ...groups.filter((group) => !isChosen(group))].slice(0, MOST_OPTIONS).map(optionOf);
  return [
    {
      type: 'input',
      block_id: id,
      optional: true,
      label: label(title, 2_000),
      ...(hint !== undefined && { hint: label(hint, 2_000) }),
      element: {
        type: 'multi_static_select',
        action_id: id,
        options,
        ...(first.length > 0 && { initial_options: first.slice(0, MOST_OPTIONS).map(optionOf) }),
      },
    },
  ];
}

const optionOf = ({ id, handle, name }: UserGroup): PlainTextOption => ({
  text: label(handle === '' ? name : `${name} (@${handle})`, 75),
  value: id,
});

/** Slack takes 150 characters, and a path may have more. */
export const repoId = (path: string): string => digestOf(path).slice(0, 16);

/** `owner/name` on GitHub, else the last of its path with as much before it as tells it from the others. */
function nameOfRepo(path: string, all: readonly string[]): string {
  if (asGitHubName(path) !== undefined) return path;
  const steps = path.split('/').filter(Boolean);
  const names = steps.map((_, index) => steps.slice(-index - 1).join('/'));
  return names.find((name) => all.filter((other) => other.endsWith(`/${name}`)).length === 1) ?? path;
}
