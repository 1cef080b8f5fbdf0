import { z } from 'zod';
import { textIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { linkJudge, openCase } from '../hearing/open-case.ts';
import { readCommand, THE_FILE } from '../hearing/read-command.ts';
import { noteView } from '../modals/note-view.ts';
import { code, paragraph, richText } from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';
import type { SlackTools } from '../tools.ts';
import { defineForm } from './form.ts';

const LINK = 'link';
const EXPECTED = 'expected';

/** What is known already when the form opens. */
export type Draft = Readonly<{
  link?: string | undefined;
  expectation?: string | undefined;
  /** The name of a file that is the trace: then nobody is asked for a link. */
  file?: string | undefined;
  /** Where its case will be discussed, if that is not where the form was opened. */
  channel?: string | undefined;
}>;

/** `/refinery` alone, or a press beside a trace: the link and the expectation, each with a field of its own. */
export const openingForm = defineForm({
  id: 'open-case',
  title: 'Report a wrong answer',
  submit: 'Find out why',
  /** `thread`: the message that the case is about, which it is discussed under, unless another case is already. */
  carries: z.object({ channel: z.string(), thread: z.string().nullish(), file: z.string().nullish() }),
  body: (draft: Draft | undefined) => [
    ...(draft?.channel === undefined
      ? []
      : [richText(paragraph('It is discussed in ', { type: 'channel', channel_id: draft.channel }, '.'))]),
    draft?.file === undefined
      ? textField({
          id: LINK,
          title: 'Link of the trace',
          hint: 'In LangSmith, open the trace of the wrong answer and copy its link.',
          example: 'https://smith.langchain.com/…',
          mostChars: 3_000,
          value: draft?.link,
        })
      : richText(paragraph('The trace is in the file ', code(draft.file), '.')),
    textField({
      id: EXPECTED,
      title: 'What should have happened?',
      hint: 'A sentence is enough. Quote words that must be in the answer.',
      example: 'Say that we cannot remember past chats',
      value: draft?.expectation,
      isLong: true,
    }),
  ],

  async submitted({ channel, thread: about, file }, { viewId, values, who }, tools) {
    const said = textIn(values, EXPECTED).trim();
    const shared = file ? await tools.fileIn({ channel, id: file }) : undefined;
    if (shared && 'says' in shared) return modal(noteView(shared.says));
    const judge = linkJudge(tools);
    const command = shared
      ? readCommand(`${THE_FILE} expected: ${said}`, (link) => (link === THE_FILE ? 'trace' : undefined))
      : readCommand(`${textIn(values, LINK)} expected: ${said}`, judge);
    if (said === '') return problems({ [EXPECTED]: 'Say in a sentence what should have happened.' });
    if (command.kind !== 'open')
      return problems({ [LINK]: command.kind === 'near-miss' ? command.says : 'Paste the link of one trace here.' });
    const requestKey = `slack/${tools.team}/view/${viewId}`;
    const { link, expectation, fresh, files, wishes } = command;
    const thread = about && (await isFree({ channel, thread: about }, tools)) ? about : null;
    const trace = shared ? { ref: shared.ref } : { link };
    const asked = { ...trace, expectation, channel, thread, who, requestKey, fresh, files, wishes };
    const opening = await openCase(asked, tools);
    return 'says' in opening ? modal(noteView(opening.says)) : { show: 'nothing', begin: [opening.opened] };
  },
});

async function isFree(
  { channel, thread }: Readonly<{ channel: string; thread: string }>,
  { desk, team }: SlackTools,
): Promise<boolean> {
  return (await desk.caseIn({ team, channel, thread })) === undefined;
}
