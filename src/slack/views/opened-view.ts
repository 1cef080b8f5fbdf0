import { shorten } from '../../refine/text/shorten.ts';
import type { Post } from '../post.ts';
import type { Scene } from '../scene.ts';
import { folderOf } from '../texts/folder-of.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { bold, code, heading, paragraph, quote, richText, webLink } from '../texts/rich-text.ts';

/** The first message: what was reported, and where a fix would go, so that a wrong repository is seen at once. */
export function openedView({ history: { now, facts } }: Scene): Post {
  const { id, openedBy, expectation, project, source } = now;
  // However the case ends or begins again, the trace was read once.
  const read = facts.find(({ body }) => body.kind === 'read')?.body;
  const name = read?.kind === 'read' ? `the trace “${line(read.traceName)}”` : 'a trace';
  return {
    slot: 'opened',
    text: noticeOf(now, `${nameOf(openedBy)} reported a wrong answer. Expected: ${expectation}`),
    blocks: [
      heading(`Case ${id}`),
      richText(
        paragraph(bold(nameOf(openedBy)), ' reported a wrong answer. Expected:'),
        quote(startOf(expectation, 1_000)),
      ),
      richText(
        paragraph('It stands in ', webLink(name, source.locator), ' of the project ', bold(line(project.name)), '.'),
        paragraph('A fix would go into the repository ', code(folderOf(project.repo)), '.'),
        ...givenLines(project.given),
      ),
    ],
  };
}

/** Named by the person who opened the case; what is not shown of a long list is counted. */
function givenLines(given: readonly string[] = []) {
  if (given.length === 0) return [];
  const more = given.length > MOST_GIVEN ? ` and ${given.length - MOST_GIVEN} more` : '';
  return [paragraph('For this case I also work on ', code(line(given.slice(0, MOST_GIVEN).join(', '))), `${more}.`)];
}

const MOST_GIVEN = 5;
const line = (text: string): string => shorten(plainText(text), 200);
