import type { TokenBars } from '../../domain/picture.ts';
import type { TokenLines } from '../../refine/picture/token-lines.ts';
import type { PostForOne } from '../controls/reply.ts';
import { drawnToFit } from '../post.ts';
import { mrkdwn } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, bullets, paragraph, richText } from '../texts/rich-text.ts';

/** The picture shows more of them. */
const MOST_LINES = 5;

/** Where the tokens of a trace went, in words; the picture comes after them. */
export function tokensView(picture: TokenBars, groups: TokenLines): PostForOne {
  const { title, about, note } = picture;
  const drawn = drawnToFit((room) => ({
    text: mrkdwn(`${title}: ${about}`),
    blocks: [
      richText(paragraph(bold(title), `: ${about.replaceAll(' · ', ', ')}.`)),
      ...groups.map(({ name, lines }) =>
        richText(
          paragraph(bold(name)),
          bullets(
            lines
              .slice(0, MOST_LINES)
              .map(({ tokens, text }) => [bold(tokens), `  ${plainText(text).slice(0, room(200))}`]),
          ),
        ),
      ),
      ...(note === null ? [] : [aside(note)]),
    ],
    picture,
  }));
  return { show: 'post', ...drawn };
}
