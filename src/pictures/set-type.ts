import { DEJAVU, type Font, fontOf, INTER, standsAlone } from './fonts.ts';

export type TypeSet = Readonly<{ svg: string; written: ReadonlyMap<Font, string> }>;

type Stretch = { font: Font; text: string };

/**
 * Gives every stretch of every text the font that has its characters. A rasteriser that has to look for them itself goes
 * wrong where fonts make different numbers of glyphs of one text (https://github.com/linebender/resvg, usvg's `shape_text`).
 */
export function setType(svg: string): TypeSet {
  const written = new Map<Font, string>();
  const set = svg.replaceAll(/(<text\b[^>]*>)([^<]*)(?=<\/text>)/g, (_whole, tag: string, text: string) => {
    const stretches = stretchesOf(text);
    for (const { font, text } of stretches) written.set(font, (written.get(font) ?? '') + text);
    return tag + stretches.map(spanOf).join('');
  });
  return { svg: set, written };
}

/** @param text with its entities, which every font for Latin has */
function stretchesOf(text: string): readonly Stretch[] {
  const fonts = Array.from(text, (character) => ({ character, font: fontOf(character) ?? DEJAVU }));
  // One word is not written with two fonts: all letters of a text follow the rarest.
  const isRare = fonts.some(({ character, font }) => font === DEJAVU && /\p{L}/u.test(character));
  const stretches: Stretch[] = [];
  for (const { character, font } of fonts) {
    const wanted = font === INTER && isRare ? DEJAVU : font;
    const last = stretches.at(-1);
    if (last && (last.font === wanted ? !standsAlone(wanted) : /^\p{Mn}$/u.test(character))) last.text += character;
    else stretches.push({ font: wanted, text: character });
  }
  return stretches;
}

function spanOf({ font, text }: Stretch): string {
  const thicker = font.isThin ? ' stroke="currentColor" stroke-width="0.5"' : '';
  return `<tspan font-family="${font.family}"${thicker}>${text}</tspan>`;
}
