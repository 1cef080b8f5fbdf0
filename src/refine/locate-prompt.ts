import type { Call } from '../domain/call.ts';

/** What locating needs of a template language. */
type Language = Readonly<{
  name: string;
  align(template: string, rendered: string): Readonly<Record<string, string>> | undefined;
  render(template: string, variables: Readonly<Record<string, string>>): string | undefined;
}>;

/** A file of the repo, as text with `\n` line ends. */
export type PromptFile = Readonly<{ path: string; text: string }>;

/** Where a message of a recorded call came from: this file, in this language, with these values. */
export type PromptSite = Readonly<{
  path: string;
  language: string;
  messageIndex: number;
  variables: Readonly<Record<string, string>>;
  /** What the program put around the rendered file: white space that it trimmed, text that it added behind. */
  trimmed: boolean;
  rest: string;
}>;

/** Shorter files align with anything. */
const SHORTEST_FILE = 20;

/**
 * Finds the prompt files that a call was rendered from. Prompt text in a trace
 * is rendered; only by knowing its template can an edit of the file be replayed.
 * A message belongs to the longest file that explains it.
 */
export function locatePrompts(
  call: Call,
  files: readonly PromptFile[],
  languages: readonly Language[],
): readonly PromptSite[] {
  const longestFirst = files
    .filter(({ text }) => text.trim().length >= SHORTEST_FILE)
    .toSorted((a, b) => b.text.length - a.text.length);
  return call.messages.flatMap(({ role, content }, messageIndex) => {
    if (role !== 'system' && role !== 'user') return [];
    for (const file of longestFirst) {
      for (const language of languages) {
        const site = siteOf(file, language, content);
        if (site) return [{ ...site, path: file.path, language: language.name, messageIndex }];
      }
    }
    return [];
  });
}

/** The call as the program would have made it from the edited file; `undefined` when the edited file can't be rendered any more. */
export function renderAgain(
  call: Call,
  site: PromptSite,
  edited: string,
  languages: readonly Language[],
): Call | undefined {
  const language = languages.find(({ name }) => name === site.language);
  const rendered = language?.render(site.trimmed ? edited.trim() : edited, site.variables);
  if (rendered === undefined) return undefined;
  const messages = call.messages.map((message, index) =>
    index === site.messageIndex ? { ...message, content: rendered + site.rest } : message,
  );
  return { ...call, messages };
}

type Fit = Pick<PromptSite, 'variables' | 'trimmed' | 'rest'>;

function siteOf({ text }: PromptFile, language: Language, content: string): Fit | undefined {
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
