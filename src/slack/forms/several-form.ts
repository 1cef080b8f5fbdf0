import { z } from 'zod';
import { textIn } from '../controls/read-values.ts';
import { modal, problems } from '../controls/reply.ts';
import { linkJudge, openCase } from '../hearing/open-case.ts';
import { readCommand } from '../hearing/read-command.ts';
import { noteView } from '../modals/note-view.ts';
import { paragraph, richText } from '../texts/rich-text.ts';
import { textField } from '../texts/text-field.ts';
import { defineForm } from './form.ts';

const fieldOf = (index: number): string => `expected-${index}`;

/** Several failures at once: what should have happened in each; those that are left empty are left alone. */
export const severalForm = defineForm({
  id: 'open-cases',
  title: 'Diagnose several',
  submit: 'Find out why',
  carries: z.object({ channel: z.string(), links: z.array(z.string()).min(1) }),
  body: (titles: readonly string[]) => [
    richText(paragraph('Each becomes a case with a thread of its own. Leave empty what you don’t want to look into.')),
    ...titles.map((title, index) =>
      textField({
        id: fieldOf(index),
        title,
        hint: 'What should have happened? A sentence is enough.',
        isLong: true,
        isOptional: true,
      }),
    ),
  ],

  async submitted({ channel, links }, { viewId, values, who }, tools) {
    const judge = linkJudge(tools);
    const said = links.map((link, index) => ({ link, index, words: textIn(values, fieldOf(index)).trim() }));
    const wanted = said.filter(({ words }) => words !== '');
    if (wanted.length === 0) return problems({ [fieldOf(0)]: 'Say for one at least what should have happened.' });
    const openings = await Promise.all(
      wanted.map(async ({ link, index, words }) => {
        const command = readCommand(`${link} expected: ${words}`, judge);
        if (command.kind !== 'open') return { says: command.kind === 'near-miss' ? command.says : 'That is no trace.' };
        const { expectation, fresh, files, wishes } = command;
        const requestKey = `slack/${tools.team}/view/${viewId}/${index}`;
        const asked = { link, expectation, channel, thread: null, who, requestKey, fresh, files, wishes };
        return openCase(asked, tools);
      }),
    );
    const begin = openings.flatMap((opening) => ('opened' in opening ? [opening.opened] : []));
    const refused = openings.flatMap((opening) => ('says' in opening ? [opening.says] : []));
    if (refused.length === 0) return { show: 'nothing', begin };
    const what = `${begin.length} of ${wanted.length} cases were opened. ${[...new Set(refused)].join(' ')}`;
    return { ...modal(noteView(what)), begin };
  },
});
