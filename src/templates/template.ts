import type { Part } from '../refine/template/part.ts';
import type { PromptFile, Reading, ReadTemplates, Template } from '../refine/template/template.ts';

/**
 * One language that prompts are written in. With what it reads,
 * `fill(parts, align(parts, text))` is `text` for every text that it rendered.
 */
export type TemplateLanguage = Readonly<{
  name: string;
  /** `undefined` when the text is not written in it, or in ways that are not understood. Never runs any of it. */
  read(text: string): readonly Part[] | undefined;
}>;

/**
 * Where prompts stand in files of one kind: the file itself, strings of a
 * program, fields of a document. A place is named so that it has another name,
 * or none, where an edit leaves open which text it has become.
 */
export type PromptHolder = Readonly<{
  name: string;
  /** `undefined` when the file is of another kind. */
  find(file: PromptFile): Found | undefined;
}>;

/** `pieces`: as in `Reading`. */
export type Found = Readonly<{ held: readonly Held[]; pieces?: ReadonlyMap<string, string> }>;

/** A text in one of `languages` (any when it is not said), or a text whose holes are those of the file's own language. */
export type Held =
  | Readonly<{ place: string; text: string; languages?: readonly string[] }>
  | Readonly<{ place: string; parts: readonly Part[] }>;

/** Nobody writes a prompt of more, and every reader looks at each character. */
const LONGEST_TEXT = 300_000;
const MOST_TEMPLATES = 5_000;
/** Of files that were read lately. */
const MOST_CHARS_KEPT = 4_000_000;

const NOTHING: Reading = { templates: [], pieces: new Map() };

/** The first holder that knows a file's kind finds the texts in it, and every language reads each. */
export function templateReader(
  languages: readonly TemplateLanguage[],
  holders: readonly PromptHolder[],
): ReadTemplates {
  const read = (file: PromptFile): Reading => {
    if (file.text.length > LONGEST_TEXT) return NOTHING;
    for (const { name, find } of holders) {
      const found = find(file);
      if (!found) continue;
      const templates = found.held.flatMap((held) => readIn(held, name, languages));
      return { templates: templates.slice(0, MOST_TEMPLATES), pieces: found.pieces ?? new Map() };
    }
    return NOTHING;
  };
  return remembered(read);
}

/** The same files are read for every call that they are compared with. */
function remembered(read: ReadTemplates): ReadTemplates {
  const known = new Map<string, Reading>();
  let chars = 0;
  return (file) => {
    const key = `${file.path}\0${file.text}`;
    const found = known.get(key);
    if (found) return found;
    chars += key.length;
    if (chars > MOST_CHARS_KEPT) {
      known.clear();
      chars = key.length;
    }
    const reading = read(file);
    known.set(key, reading);
    return reading;
  };
}

function readIn(held: Held, holder: string, languages: readonly TemplateLanguage[]): readonly Template[] {
  const { place } = held;
  if ('parts' in held) return [{ language: holder, place, parts: held.parts }];
  const fitting = held.languages ? languages.filter(({ name }) => held.languages?.includes(name)) : languages;
  return fitting.flatMap(({ name, read }) => {
    const parts = read(held.text);
    return parts ? [{ language: name, place, parts }] : [];
  });
}
