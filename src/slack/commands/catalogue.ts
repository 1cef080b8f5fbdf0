/** A command as people find it: how it is typed, and what it does. */
export type CommandLine = Readonly<{
  /** The word that it is known by; none of the form. */
  name: string;
  example: string;
  says: string;
  /** Where help lists it. */
  group: 'report' | 'case' | 'channel';
}>;

/** Every command behind `/refinery`, in the order in which people need them. What reads them is `read-command.ts`. */
export const COMMANDS: readonly CommandLine[] = [
  {
    name: 'open',
    example: '/refinery https://smith.langchain.com/… expected: say that we cannot remember past chats',
    says: 'opens a case',
    group: 'report',
  },
  { name: 'form', example: '/refinery', says: 'opens a form for the same', group: 'report' },
  {
    name: 'failures',
    example: '/refinery failures 24h',
    says: 'lists what failed lately or was rated badly, with a button for each',
    group: 'report',
  },
  {
    name: 'tokens',
    example: '/refinery tokens https://smith.langchain.com/…',
    says: 'shows where the tokens of a trace went, by run and by message',
    group: 'report',
  },
  {
    name: 'cases',
    example: '/refinery cases',
    says: 'lists the cases of this channel, and what they wait for',
    group: 'channel',
  },
  { name: 'case', example: '/refinery case RF-12', says: 'shows one case, and who did what in it', group: 'case' },
  {
    name: 'export',
    example: '/refinery export RF-12',
    says: 'gives you a case as a file, for other tools',
    group: 'case',
  },
  {
    name: 'rollback',
    example: '/refinery rollback RF-12',
    says: 'takes back what a case committed; I ask back first',
    group: 'case',
  },
  {
    name: 'mute',
    example: '/refinery mute RF-12',
    says: 'keeps me quiet in its thread; `unmute` ends that',
    group: 'case',
  },
  {
    name: 'redraw',
    example: '/refinery redraw RF-12',
    says: 'posts again what was deleted in its thread',
    group: 'case',
  },
  {
    name: 'forget',
    example: '/refinery forget RF-12',
    says: 'erases what I know of a case, for good; I ask back first',
    group: 'case',
  },
  { name: 'stats', example: '/refinery stats', says: 'says how the cases of this channel went', group: 'channel' },
  {
    name: 'setup',
    example: '/refinery setup',
    says: 'binds this channel to a project and its repository, and says who may approve',
    group: 'channel',
  },
  {
    name: 'context',
    example: '/refinery context add-prompt prompts/*.md',
    says: 'says which files I read and may change; `/refinery context` alone shows them',
    group: 'channel',
  },
  {
    name: 'audit',
    example: '/refinery audit',
    says: 'checks that nobody changed the record of what was decided',
    group: 'channel',
  },
  {
    name: 'doctor',
    example: '/refinery doctor',
    says: 'checks how I am set up, for those who approve fixes',
    group: 'channel',
  },
  { name: 'help', example: '/refinery help', says: 'shows this', group: 'channel' },
];
