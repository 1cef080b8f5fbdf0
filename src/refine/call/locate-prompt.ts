import type { Call } from '../../domain/call.ts';
import { asksFor, fixedLength, type Part, type Variables } from '../template/part.ts';
import type { PromptFile, ReadTemplates, Template } from '../template/template.ts';
import type { RedactionRule } from '../text/redaction-rules.ts';
import { asTraced } from './as-traced.ts';
import { type Fit, fitTemplate, rendering } from './fit-template.ts';

/** Where a message of a recorded call, or a part of one, came from: this text of this file, in this language, with these values. */
export type PromptSite = Readonly<{
  path: string;
  /** The file's text, as it was found. */
  text: string;
  hides?: readonly RedactionRule[];
  language: string;
  /** Which text of the file; `''` is all of it. */
  place: string;
  messageIndex: number;
  /** From where to where it stands in the message. */
  start: number;
  end: number;
  variables: Variables;
  /** The program took white space off around what it rendered. */
  trimmed: boolean;
}>;

/** Characters that are no white space and stand in every rendering. A text with fewer aligns with anything. */
export const LEAST_FIXED_TEXT = 20;
/** Of one message. */
const MOST_SITES = 12;

/** A template with its file, and that file's text as the trace would show it beside a message. */
type Candidate = Readonly<{ file: PromptFile; template: Template; partsFor(content: string): readonly Part[] }>;

/**
 * Finds the prompt files that a call was rendered from. Prompt text in a trace
 * is rendered; only by knowing its template can an edit of the file be replayed.
 * A message belongs to the texts that explain most of it by what they always say;
 * a program may have put several of them together, or one into a hole of another.
 */
export function locatePrompts(
  call: Call,
  files: readonly PromptFile[],
  readTemplates: ReadTemplates,
): readonly PromptSite[] {
  const mostFixedFirst = candidatesFor(call, files, readTemplates);
  return call.messages.flatMap(({ role, content }, messageIndex) => {
    if (role !== 'system' && role !== 'user') return [];
    const sites: PromptSite[] = [];
    for (const { file, template, partsFor } of mostFixedFirst) {
      if (sites.length === MOST_SITES) break;
      if (sites.some((site) => site.path === file.path && site.place === template.place)) continue;
      const fit = fitTemplate(partsFor(content), content);
      if (!fit || sites.some((site) => isTaken(site, fit, content))) continue;
      const { language, place } = template;
      sites.push({ ...file, language, place, messageIndex, ...fit });
    }
    return sites;
  });
}

function candidatesFor(call: Call, files: readonly PromptFile[], readTemplates: ReadTemplates): readonly Candidate[] {
  const traced = asTraced(call);
  return files
    .flatMap((file) => {
      const shown = traced([file.text], file.hides);
      return readTemplates(file).templates.map((template) => {
        const partsFor = (content: string) => {
          const [text = ''] = shown(content);
          return text === file.text
            ? template.parts
            : (sameTemplate(readTemplates({ ...file, text }).templates, template) ?? []);
        };
        return { file, template, partsFor, fixed: fixedLength(template.parts) };
      });
    })
    .filter(({ fixed }) => fixed >= LEAST_FIXED_TEXT)
    .toSorted((a, b) => b.fixed - a.fixed);
}

/** Whether a message is this prompt, and not only one that has a few words of it in its midst. */
export function explains({ messageIndex, start, end }: PromptSite, { messages }: Call): boolean {
  const content = messages[messageIndex]?.content ?? '';
  return content.slice(0, start).trim() === '' || (end - start) * 2 >= content.length;
}

/** What one text of a file has become in a reading of another state of it. */
export function sameTemplate(
  templates: readonly Template[],
  { language, place }: Pick<Template, 'language' | 'place'>,
): readonly Part[] | undefined {
  return templates.find((each) => each.language === language && each.place === place)?.parts;
}

/** Two texts can't have made the same words, unless one stands in a hole of the other. */
function isTaken(site: PromptSite, { start, end }: Fit, content: string): boolean {
  if (end <= site.start || start >= site.end) return false;
  const own = content.slice(start, end);
  return !valuesIn(site.variables).some((value) => value.includes(own));
}

function valuesIn(variables: Variables): readonly string[] {
  return Object.values(variables).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'boolean' ? [] : value.flatMap(valuesIn);
  });
}

/** A prompt file as it would be. */
export type EditedSite = Readonly<{ site: PromptSite; text: string }>;

/**
 * The call as the program would have made it from edited files; `undefined` when
 * one of them can't be rendered any more, or when two edits meet in one place.
 */
export function renderAgain(call: Call, edited: readonly EditedSite[], readTemplates: ReadTemplates): Call | undefined {
  const byMessage = Map.groupBy(edited, ({ site }) => site.messageIndex);
  const traced = asTraced(call);
  const messages = call.messages.map((message, index) => {
    let { content } = message;
    let from = content.length;
    const lastFirst = (byMessage.get(index) ?? []).toSorted((a, b) => b.site.start - a.site.start);
    for (const { site, text } of lastFirst) {
      const [before = '', after = ''] = traced([site.text, text], site.hides)(message.content);
      const rendered = renderedAfter(site, before, after, readTemplates);
      if (rendered === undefined) return undefined;
      if (rendered === message.content.slice(site.start, site.end)) continue;
      if (site.end > from) return undefined;
      content = content.slice(0, site.start) + rendered + content.slice(site.end);
      from = site.start;
    }
    return content === message.content ? message : { ...message, content };
  });
  return messages.every((message) => message !== undefined) ? { ...call, messages } : undefined;
}

function renderedAfter(
  site: PromptSite,
  before: string,
  after: string,
  readTemplates: ReadTemplates,
): string | undefined {
  const { path } = site;
  const [old, now] = [before, after].map((text) => readTemplates({ path, text }).templates);
  const parts = now && sameTemplate(now, site);
  if (!old || !parts || gainsHoles(site.place, old, now)) return undefined;
  return rendering(parts, site);
}

/**
 * Whether the program would have to fill something in that it did not before, in
 * any language that the text may be written in: a plain text with its first hole
 * would be sent with that hole to the model. A text that is no longer understood counts.
 */
function gainsHoles(place: string, before: readonly Template[], after: readonly Template[]): boolean {
  return before
    .filter((template) => template.place === place)
    .some((template) => {
      const known = asksFor(template.parts);
      const now = sameTemplate(after, template);
      return !now || [...asksFor(now)].some((asked) => !known.has(asked));
    });
}
