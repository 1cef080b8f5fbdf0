import library from 'mustache';
import type { Part } from '../refine/template/part.ts';
import { hasTooManyTags } from './hostile.ts';
import type { TemplateLanguage } from './template.ts';

/**
 * Mustache (https://mustache.github.io/mustache.5.html): values, sections,
 * inverted sections, comments. A partial is a text that the repo's other files
 * hold: it is read from the message as a value is. What Mustache escapes for
 * HTML stays escaped: a program that escapes one prompt escapes the edited one.
 */
export const mustache: TemplateLanguage = {
  name: 'mustache',
  read(text) {
    if (!text.includes('{{')) return [{ text }];
    if (hasTooManyTags(text)) return undefined;
    try {
      // A writer of our own: the library's shared one would keep every text that it ever read.
      return partsOf(new library.Writer().parse(text) as readonly Token[]);
    } catch {
      return undefined;
    }
  },
};

/** As the library has it: kind, name or text, from, to, what stands in a section. */
type Token = readonly [kind: string, name: string, from: number, to: number, inner?: readonly Token[]];

/** Liquid and Jinja write filters and calls in double braces, Handlebars helpers; here they would be strange names. */
const NAME = /^(?:\.|[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*)$/u;

function partsOf(tokens: readonly Token[]): readonly Part[] {
  return tokens.flatMap(([kind, name, , , inner = []]): readonly Part[] => {
    if (kind === 'text') return [{ text: name }];
    if (kind === '!') return [];
    if (kind === '>') return [{ variable: `> ${name}` }];
    if (!NAME.test(name)) throw new SyntaxError(name);
    if (kind === 'name' || kind === '&') return [{ variable: name }];
    if (kind === '#') return [{ each: `#${name}`, as: 'all', parts: partsOf(inner), otherwise: [] }];
    if (kind === '^') return [{ branches: [{ when: `#${name}`, is: false, parts: partsOf(inner) }] }];
    throw new SyntaxError(kind);
  });
}
