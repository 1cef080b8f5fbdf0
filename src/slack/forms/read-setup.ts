import { kindOf, RefineryError } from '../../domain/errors.ts';
import type { Project } from '../../domain/project.ts';
import type { Values } from '../controls/control.ts';
import { textIn, ticksIn } from '../controls/read-values.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { mayLeadTo } from './may-set-up.ts';
import { FIELDS, repoId } from './setup-blocks.ts';

type Problems = Readonly<Record<string, string>>;

const NOT_PEOPLE = 'Guests, bots and people of other companies can’t approve. Choose members of this workspace.';
const EMPTY_GROUP = 'I can’t see anybody in one of these groups. Choose others, or people by name.';
const ALONE = 'Two people must approve, and only one may. Choose another one as well, or a user group.';
const APPROVED_ELSEWHERE =
  'Another channel says who approves fixes of that repository. Ask one of those people to set up this channel.';

/** The project that somebody filled in, or what is wrong with it, by field. @throws RefineryError slack-unavailable, store-unavailable */
export async function readSetup(
  values: Values,
  who: Known,
  before: Project | undefined,
  tools: SlackTools,
): Promise<Project | Readonly<{ problems: Problems }>> {
  const name = textIn(values, FIELDS.name).trim();
  const repo = tools.repos.find((path) => repoId(path) === textIn(values, FIELDS.repo));
  const branch = textIn(values, FIELDS.branch).trim();
  const straight = ticksIn(values, FIELDS.straight).length > 0;
  const fourEyes = ticksIn(values, FIELDS.fourEyes).length > 0;
  const [caseCap, mostFiles, mostLines] = [FIELDS.caseCap, FIELDS.mostFiles, FIELDS.mostLines].map((field) =>
    textIn(values, field).trim(),
  ) as [string, string, string];
  const [approvers, owners] = await Promise.all(
    [FIELDS.approvers, FIELDS.codeOwners].map((field) =>
      Promise.all(ticksIn(values, field).map((user) => tools.people(user))),
    ),
  );
  const [approverGroups, ownerGroups] = await groupsChosen(values, before, tools);
  const isEmpty = async (groups: readonly string[]) =>
    (await Promise.all(groups.map((group) => tools.groups.membersOf(group)))).includes('unknown');
  const areMembers = (people: readonly Known[] = []) => people.every(({ standing }) => standing === 'member');
  const problems: Problems = {
    ...(name === '' && { [FIELDS.name]: 'Name the LangSmith project.' }),
    ...(repo === undefined
      ? { [FIELDS.repo]: 'Choose one of the repositories.' }
      : (await mayLeadTo(repo, who, tools))
        ? await wrongWith(repo, branch, tools)
        : { [FIELDS.repo]: APPROVED_ELSEWHERE }),
    ...(straight && branch === '' && { [FIELDS.branch]: 'Name the branch that fixes may be committed to.' }),
    ...(!areMembers(approvers) && { [FIELDS.approvers]: NOT_PEOPLE }),
    ...(fourEyes && approvers?.length === 1 && approverGroups.length === 0 && { [FIELDS.approvers]: ALONE }),
    ...((await isEmpty(approverGroups)) && { [FIELDS.approverGroups]: EMPTY_GROUP }),
    ...(!areMembers(owners) && { [FIELDS.codeOwners]: NOT_PEOPLE }),
    ...((await isEmpty(ownerGroups)) && { [FIELDS.codeOwnerGroups]: EMPTY_GROUP }),
    ...(caseCap !== '' && !isAmount(caseCap) && { [FIELDS.caseCap]: 'Write a number, such as 2.50.' }),
    ...(!isCount(mostFiles) && { [FIELDS.mostFiles]: 'Write a whole number, such as 3.' }),
    ...(!isCount(mostLines) && { [FIELDS.mostLines]: 'Write a whole number, such as 80.' }),
  };
  if (repo === undefined || Object.keys(problems).length > 0) return { problems };

  const idsOf = (people: readonly Known[] = []) => people.map(({ by }) => by.id);
  const codeOwners = { people: idsOf(owners), groups: ownerGroups };
  return {
    name,
    repo,
    // What an earlier form saved; `context-desk.ts` says how long that holds.
    context: before?.repo === repo ? before.context : null,
    ...(branch !== '' && { branch }),
    ...(straight && { straight }),
    approvers: approvers?.length ? idsOf(approvers) : null,
    ...(approverGroups.length > 0 && { approverGroups }),
    ...(codeOwners.people.length + codeOwners.groups.length > 0 && { codeOwners }),
    fourEyes,
    ...(caseCap !== '' && { caseCapUsd: Number(caseCap) }),
    ...(mostFiles !== '' && { mostFiles: Number(mostFiles) }),
    ...(mostLines !== '' && { mostLines: Number(mostLines) }),
  };
}

/** What can't be listed now could not be chosen either, and stays; what comes back from outside must be one of those. */
async function groupsChosen(
  values: Values,
  before: Project | undefined,
  { groupsHere }: SlackTools,
): Promise<readonly [approvers: readonly string[], owners: readonly string[]]> {
  const listed = await groupsHere();
  if (!listed) return [before?.approverGroups ?? [], before?.codeOwners?.groups ?? []];
  const there = new Set(listed.map(({ id }) => id));
  const chosenIn = (field: string) => ticksIn(values, field).filter((id) => there.has(id));
  return [chosenIn(FIELDS.approverGroups), chosenIn(FIELDS.codeOwnerGroups)];
}

const isAmount = (text: string): boolean => Number(text) > 0 && Number.isFinite(Number(text));
const isCount = (text: string): boolean => /^(?:[1-9]\d{0,5})?$/.test(text);

/** What is wrong with the repository, by field. */
async function wrongWith(repo: string, branch: string, { codeHost }: SlackTools): Promise<Problems> {
  try {
    await codeHost.head(repo, branch === '' ? {} : { branch });
    return {};
  } catch (error) {
    const kind = kindOf(error);
    if (kind === 'base-not-found') return { [FIELDS.branch]: 'There is no branch of that name in this repository.' };
    if (!(error instanceof RefineryError) || !kind?.startsWith('repo-')) throw error;
    return { [FIELDS.repo]: 'I can’t read that repository. Ask whoever runs me to look at it.' };
  }
}
