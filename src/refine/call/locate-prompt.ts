import type { Call } from '../../domain/call.ts';
import type { RedactionRule } from '../text/redaction-rules.ts';
import type { Segment } from './align.ts';
import { asTraced } from './as-traced.ts';

/** What locating needs of a template language. */
export type Language = Readonly<{
  name: string;
  segments(template: string): readonly Segment[] | undefined;
  align(template: string, rendered: string): Readonly<Record<string, string>> | undefined;
  render(template: string, variables: Readonly<Record<string, string>>): string | undefined;
}>;

/** A file of the repo, as text with `\n` line ends. `hides`: what its project hides besides, so that a trace shows labels of it. */
export type PromptFile = Readonly<{ path: string; text: string; hides?: readonly RedactionRule[] }>;

/** Where a message of a recorded call came from: this file, in this language, with these values. */
export type PromptSite = Readonly<{
  path: string;
  /** The file's text, as it was found. */
  text: string;
  hides?: readonly RedactionRule[];
  language: string;
  messageIndex: number;
  variables: Readonly<Record<string, string>>;
  /** What the program put around the rendered file: white space that it trimmed, text that it added behind. */
  trimmed: boolean;
  rest: string;
}>;

/** Characters that are no white space and stand outside of holes. A file with fewer aligns with anything. */
const LEAST_FIXED_TEXT = 20;

/**
 * Finds the prompt files that a call was rendered from. Prompt text in a trace
 * is rendered; only by knowing its template can an edit of the file be replayed.
 * A message belongs to the file that explains most of it by text of its own.
 */
export function locatePrompts(
  call: Call,
  files: readonly PromptFile[],
  languages: readonly Language[],
): readonly PromptSite[] {
  const traced = asTraced(call);
  const mostFixedFirst = files
    .flatMap((file) => {
      const shown = traced([file.text], file.hides);
      return languages.map((language) => {
        return { file, shown, language, fixed: fixedLength(language.segments(file.text) ?? []) };
      });
    })
    .filter(({ fixed }) => fixed >= LEAST_FIXED_TEXT)
    .toSorted((a, b) => b.fixed - a.fixed);
  return call.messages.flatMap(({ role, content }, messageIndex) => {
    if (role !== 'system' && role !== 'user') return [];
    for (const { file, shown, language } of mostFixedFirst) {
      const [text = ''] = shown(content);
      const site = siteOf(text, language, content);
      if (site) return [{ ...site, ...file, language: language.name, messageIndex }];
    }
    return [];
  });
}

/** Characters of a template's own, white space aside. */
export function fixedLength(segments: readonly Segment[]): number {
  const fixed = segments.map((segment) => ('text' in segment ? segment.text : '')).join('');
  return fixed.replace(/\s+/g, '').length;
}

/** The call as the program would have made it from the edited file; `undefined` when the edited file can't be rendered any more. */
export function renderAgain(
  call: Call,
  site: PromptSite,
  edited: string,
  languages: readonly Language[],
): Call | undefined {
  const language = languages.find(({ name }) => name === site.language);
  const { content } = call.messages[site.messageIndex] ?? { content: '' };
  const [, text = ''] = asTraced(call)([site.text, edited], site.hides)(content);
  const rendered = language?.render(site.trimmed ? text.trim() : text, site.variables);
  if (!language || rendered === undefined) return undefined;
  const original = content.slice(0, content.length - site.rest.length);
  const isLiteral = holesIn(edited, language).size === 0;
  if (isLiteral && languages.some((other) => gainsHoles(original, edited, other))) return undefined;
  const messages = call.messages.map((message, index) =>
    index === site.messageIndex ? { ...message, content: rendered + site.rest } : message,
  );
  return { ...call, messages };
}

/** Whether the program would have to fill something in that it did not before; a text that is no longer understood counts. */
function gainsHoles(original: string, edited: string, language: Language): boolean {
  if (!language.segments(edited)) return language.segments(original) !== undefined;
  const known = holesIn(original, language);
  return [...holesIn(edited, language)].some((hole) => !known.has(hole));
}

function holesIn(template: string, language: Language): ReadonlySet<string> {
  const segments = language.segments(template) ?? [];
  return new Set(segments.flatMap((segment) => ('variable' in segment ? [segment.variable] : [])));
}

type Fit = Pick<PromptSite, 'variables' | 'trimmed' | 'rest'>;

function siteOf(text: string, language: Language, content: string): Fit | undefined {
  const whole = language.align(text, content);
  if (whole) return { variables: whole, trimmed: false, rest: '' };

  const template = text.trim();
  const trimmed = language.align(template, content.trim());
  if (trimmed && content.trim() === content) return { variables: trimmed, trimmed: true, rest: '' };

  // The program may have added to the file's text: documents, the date, the history.
  return prefixFit(template, language, content);
}

/** The file's last line ends somewhere in the message; try each place where it could, a few at most. */
function prefixFit(template: string, language: Language, content: string): Fit | undefined {
  const tail = template.slice(template.lastIndexOf('}}') + 2).slice(-200);
  if (template.includes('{{') && tail.trim().length < 8) return undefined;
  let from = 0;
  for (let tries = 0; tries < 5; tries++) {
    const found = content.indexOf(tail, from);
    if (found < 0) return undefined;
    const end = found + tail.length;
    const variables = language.align(template, content.slice(0, end));
    if (variables) return { variables, trimmed: true, rest: content.slice(end) };
    from = end;
  }
  return undefined;
}
