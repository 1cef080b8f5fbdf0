import { z } from 'zod';
import { kindOf, RefineryError } from '../../domain/errors.ts';
import type { Binding, Project } from '../../domain/project.ts';
import { channelKey } from '../../refine/case/channel-key.ts';
import { rightsOf } from '../../refine/case/rights.ts';
import { textIn, ticksIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { noteView } from '../modals/note-view.ts';
import type { Known } from '../people.ts';
import type { SlackTools } from '../tools.ts';
import { defineForm } from './form.ts';
import { FIELDS, repoId, setupBlocks, type ToSetUp } from './setup-blocks.ts';

/** `/refinery setup`: what this channel's cases are about, and who may approve their fixes. */
export const setupForm = defineForm({
  id: 'setup',
  title: 'Set up this channel',
  submit: 'Save',
  /** `version` is that of the binding that is shown: nobody overwrites what they have not seen. */
  carries: z.object({ channel: z.string(), version: z.number().int() }),
  body: (about: ToSetUp) => setupBlocks(about),

  async submitted({ channel, version }, { values, who }, tools) {
    const key = channelKey({ team: tools.team, channel });
    const before = await tools.bindings.of(tools.workspace, key);
    const refused = maySetUp(who, before);
    if (refused !== undefined) return modal(noteView(refused));

    const name = textIn(values, FIELDS.name).trim();
    const repo = tools.repos.find((path) => repoId(path) === textIn(values, FIELDS.repo));
    const caseCap = textIn(values, FIELDS.caseCap).trim();
    const people = await Promise.all(ticksIn(values, FIELDS.approvers).map((user) => tools.people(user)));
    const wrong = {
      ...(name === '' && { [FIELDS.name]: 'Name the LangSmith project.' }),
      ...(repo === undefined
        ? { [FIELDS.repo]: 'Choose one of the repositories.' }
        : (await mayLeadTo(repo, who, tools))
          ? await wrongWith(repo, tools)
          : { [FIELDS.repo]: APPROVED_ELSEWHERE }),
      ...(caseCap !== '' && !isAmount(caseCap) && { [FIELDS.caseCap]: 'Write a number, such as 2.50.' }),
      ...(people.some(({ standing }) => standing !== 'member') && {
        [FIELDS.approvers]:
          'Guests, bots and people of other companies can’t approve. Choose members of this workspace.',
      }),
    };
    if (repo === undefined || Object.keys(wrong).length > 0) return problems(wrong);

    const project: Project = {
      name,
      repo,
      // What an earlier form saved; `context-desk.ts` says how long that holds.
      context: before?.project.repo === repo ? before.project.context : null,
      approvers: people.length === 0 ? null : people.map(({ by }) => by.id),
      fourEyes: ticksIn(values, FIELDS.fourEyes).length > 0,
      ...(caseCap !== '' && { caseCapUsd: Number(caseCap) }),
    };
    const binding = { project, by: who.by, atMs: tools.clock() };
    const saved = await tools.bindings.bind(tools.workspace, key, version, binding);
    return modal(noteView(saved === 'moved' ? MOVED : DONE));
  },
});

const isAmount = (text: string): boolean => Number(text) > 0 && Number.isFinite(Number(text));

const MOVED = 'Somebody else set this channel up meanwhile. Open the form again to see what they chose.';
const DONE = 'Saved. Cases of this channel now go to that repository. Report one with /refinery.';
const MEMBERS_ONLY = 'Only members of this workspace can set up a channel.';
const APPROVERS_ONLY = 'This channel is set up already. Only those who approve its fixes can change that.';

/** Why somebody may not, or `undefined`. Whoever could choose the approvers could approve anything. */
export function maySetUp({ by, standing }: Known, bound: Binding | undefined): string | undefined {
  if (standing !== 'member') return MEMBERS_ONLY;
  return bound && !rightsOf(bound.project).mayApprove(by) ? APPROVERS_ONLY : undefined;
}

const APPROVED_ELSEWHERE =
  'Another channel says who approves fixes of that repository. Ask one of those people to set up this channel.';

/** Else whoever may not approve in one channel would bind another to the same repository, and approve there. */
async function mayLeadTo(repo: string, { by }: Known, { bindings, workspace }: SlackTools): Promise<boolean> {
  const approvers = (await bindings.to(workspace, repo)).flatMap(({ project }) => project.approvers ?? []);
  return approvers.length === 0 || approvers.includes(by.id);
}

/** What is wrong with the repository, by field. */
async function wrongWith(repo: string, { codeHost }: SlackTools): Promise<Readonly<Record<string, string>>> {
  try {
    await codeHost.head(repo);
    return {};
  } catch (error) {
    if (!(error instanceof RefineryError) || !kindOf(error)?.startsWith('repo-')) throw error;
    return { [FIELDS.repo]: 'I can’t read that repository. Ask whoever runs me to look at it.' };
  }
}
