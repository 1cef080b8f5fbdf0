import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * What pictures are written with. The fonts come with npm packages, most cut into files by the characters that are in
 * them: a picture loads what it shows. None of the machine's own is used, so that every machine draws the same.
 */
export type Font = Readonly<{
  /** As CSS names it. */
  family: string;
  /** A part may claim characters that the font lacks; of these it has all that a part claims. */
  has: RegExp;
  /** Its one weight is a hair line. */
  isThin: boolean;
  /** Of the package; `unicode.json` beside it says which characters are in which part. */
  home: string;
  /** Files of one part. */
  files(part: string): readonly string[];
}>;

const variable = (name: string) => ({ isThin: false, files: (part: string) => [`${name}-${part}-wght-normal.woff2`] });

export const INTER: Font = {
  family: 'Inter',
  has: /[ -~\u00a0-\u00ff\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\u2122]/,
  isThin: false,
  home: import.meta.resolve('@fontsource/inter/unicode.json'),
  files: (part) => (part === 'latin' ? ['inter-latin-400-normal.woff2', 'inter-latin-600-normal.woff2'] : []),
};

/** Signs, arrows, Arabic, Hebrew, Armenian, Georgian, and what Inter's first part lacks of Latin, Greek and Cyrillic. */
export const DEJAVU: Font = {
  family: 'DejaVu Sans',
  has: /[ -~\u00a0-\u02e9\u0370-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u0525\u0531-\u0556\u0561-\u0587\u05be\u05c0\u05c3\u05d0-\u05ea\u060c\u061b\u061f\u0621-\u063a\u0640-\u064a\u0660-\u066f\u0679-\u06bf\u06cc\u06f0-\u06f9\u10d0-\u10fc\u1e00-\u1efb\u1f00-\u1f15\u2010-\u2027\u2030-\u205e\u2070\u2071\u2074-\u208e\u20a0-\u20b5\u2116\u2122\u2150-\u2185\u2190-\u2311\u23ce\u2500-\u269c\u269e-\u26b8\u2701-\u2704\u2706-\u2709\u270c-\u2727\u2729-\u274b\u274d\u2756\u2758-\u275e\u2761-\u2794\u2798-\u27af\u27b1-\u27be\u2800-\u28ff\ufffd]|\p{Mn}/u,
  isThin: false,
  home: import.meta.resolve('@fontsource/dejavu-sans/unicode.json'),
  files: () => ['dejavu-sans-latin-400-normal.woff2', 'dejavu-sans-latin-700-normal.woff2'],
};

/** Those of one script each. */
const SCRIPTS: readonly Font[] = [
  {
    ...variable('noto-sans-sc'),
    family: 'Noto Sans SC',
    has: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u3029\u3030\u30fb\u30fc\uff01-\uff5e]/u,
    isThin: true,
    home: import.meta.resolve('@fontsource-variable/noto-sans-sc/unicode.json'),
  },
  {
    ...variable('noto-sans-kr'),
    family: 'Noto Sans KR',
    has: /[\uac00-\ud7a3\u3131-\u318e]/,
    isThin: true,
    home: import.meta.resolve('@fontsource-variable/noto-sans-kr/unicode.json'),
  },
  {
    ...variable('noto-sans-devanagari'),
    family: 'Noto Sans Devanagari',
    has: /[\u0900-\u097f]/,
    home: import.meta.resolve('@fontsource-variable/noto-sans-devanagari/unicode.json'),
  },
  {
    ...variable('noto-sans-thai'),
    family: 'Noto Sans Thai',
    has: /[\u0e01-\u0e3a\u0e3f-\u0e5b]/,
    home: import.meta.resolve('@fontsource-variable/noto-sans-thai/unicode.json'),
  },
];

const EMOJI: Font = {
  ...variable('noto-emoji'),
  family: 'Noto Emoji',
  has: /\p{Emoji_Presentation}/u,
  home: import.meta.resolve('@fontsource-variable/noto-emoji/unicode.json'),
};

/** The first that has a character writes it. */
const FONTS = [INTER, ...SCRIPTS, DEJAVU, EMOJI];

/** What a character is written with; `undefined` where no font here has it. */
export function fontOf(character: string): Font | undefined {
  return FONTS.find((font) => font.has.test(character) && (font === DEJAVU || partsWith(font, character).length > 0));
}

/** Emoji that stand side by side may be in different files. */
export const standsAlone = (font: Font): boolean => font === EMOJI;

/** The files of all that was written, by font. */
export async function loadFonts(written: ReadonlyMap<Font, string>): Promise<readonly Uint8Array[]> {
  const files = [...written].flatMap(([font, text]) => {
    const wanted =
      font === DEJAVU ? ['whole'] : [...new Set(Array.from(text).flatMap((each) => partsWith(font, each)))];
    return wanted.flatMap(font.files).map((file) => new URL(`files/${file}`, font.home));
  });
  return Promise.all(files.map((file) => readFile(file)));
}

type Part = Readonly<{ name: string; ranges: readonly (readonly [from: number, to: number])[] }>;

const known = new Map<Font, readonly Part[]>();

function partsWith(font: Font, character: string): readonly string[] {
  const code = character.codePointAt(0) ?? 0;
  const parts = known.get(font) ?? readParts(font);
  known.set(font, parts);
  return parts.filter(({ ranges }) => ranges.some(([from, to]) => from <= code && code <= to)).map(({ name }) => name);
}

/** `{ "latin": "U+23,U+30-39" }`; the parts of Chinese and Korean are called `[17]`. */
function readParts({ home }: Font): readonly Part[] {
  const listed: Record<string, string> = JSON.parse(readFileSync(new URL(home), 'utf8'));
  return Object.entries(listed).map(([name, ranges]) => ({
    name: name.replace(/[[\]]/g, ''),
    ranges: ranges.split(',').map((range) => {
      const [from = '', to = from] = range.slice('U+'.length).split('-');
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
    }),
  }));
}
