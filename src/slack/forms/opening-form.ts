import { z } from 'zod';
import { textIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { linkJudge, openCase } from '../hearing/open-case.ts';
import { readCommand } from '../hearing/read-command.ts';
import { noteView } from '../modals/note-view.ts';
import { textField } from '../texts/text-field.ts';
import { defineForm } from './form.ts';

const LINK = 'link';
const EXPECTED = 'expected';

/** `/refinery` alone: the link and the expectation, each with a field of its own. */
export const openingForm = defineForm({
  id: 'open-case',
  title: 'Report a wrong answer',
  submit: 'Find out why',
  carries: z.object({ channel: z.string() }),
  body: (_about: undefined) => [
    textField({
      id: LINK,
      title: 'Link of the trace',
      hint: 'In LangSmith, open the trace of the wrong answer and copy its link.',
      example: 'https://smith.langchain.com/…',
      mostChars: 3_000,
    }),
    textField({
      id: EXPECTED,
      title: 'What should have happened?',
      hint: 'A sentence is enough. Quote words that must be in the answer.',
      example: 'Say that we cannot remember past chats',
      isLong: true,
    }),
  ],

  async submitted({ channel }, { viewId, values, who }, tools) {
    const said = textIn(values, EXPECTED).trim();
    const command = readCommand(`${textIn(values, LINK)} expected: ${said}`, linkJudge(tools));
    if (said === '') return problems({ [EXPECTED]: 'Say in a sentence what should have happened.' });
    if (command.kind !== 'open')
      return problems({ [LINK]: command.kind === 'near-miss' ? command.says : 'Paste the link of one trace here.' });
    const requestKey = `slack/${tools.team}/view/${viewId}`;
    const { link, expectation, fresh, files } = command;
    const opening = await openCase({ link, expectation, channel, thread: null, who, requestKey, fresh, files }, tools);
    return 'says' in opening ? modal(noteView(opening.says)) : { show: 'nothing', begin: opening.opened };
  },
});
