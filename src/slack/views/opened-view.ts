import type { RichTextBlockElement } from '@slack/types';
import { shorten } from '../../refine/shorten.ts';
import { noticeOf } from '../mrkdwn.ts';
import { nameOf } from '../person.ts';
import { plainText, startOf } from '../plain-text.ts';
import type { Post } from '../post.ts';
import { bold, bullets, code, heading, paragraph, quote, richText } from '../rich-text.ts';
import type { Scene } from './scene.ts';

/** The first message: what was reported, and where a fix would go, so that a wrong repository is seen at once. */
export function openedView({ history: { now } }: Scene): Post {
  const { id, openedBy, expectation, project, source } = now;
  const name = 'traceName' in now ? now.traceName : undefined;
  const about: readonly RichTextBlockElement[] = [
    paragraph(bold(nameOf(openedBy)), ' reported a wrong answer. Expected:'),
    quote(startOf(expectation, 1_000)),
    bullets([
      [bold('Trace: '), ...(name === undefined ? [] : [`${line(name)}, `]), `from ${whence(source.locator)}`],
      [bold('Project: '), line(project.name)],
      [bold('Repository: '), code(line(project.repo))],
    ]),
  ];
  return {
    slot: 'opened',
    text: noticeOf(now, `${nameOf(openedBy)} reported a wrong answer. Expected: ${expectation}`),
    blocks: [heading(`Case ${id}`), richText(...about)],
  };
}

/** The host alone: a link of the trace's would unfurl, and its path tells people nothing. */
function whence(locator: string): string {
  const host = URL.canParse(locator) ? new URL(locator).host : '';
  return host === '' ? 'a file' : line(host);
}

const line = (text: string): string => shorten(plainText(text), 200);
