import { align, fill, type Segment } from '../refine/call/align.ts';
import type { TemplateLanguage } from './template.ts';

/** A name in double braces, as Mustache, Handlebars, Jinja and Liquid all write a plain value. */
const HOLE = /\{\{\{?\s*([A-Za-z_][\w.]{0,99})\s*\}?\}\}/g;

/** Sections, loops and filters are not understood: such a template aligns with nothing. */
const BEYOND = /\{\{\s*[#^/>!&]|\{%|\{\{[^{}]*\|/;

/** Plain values in double braces. */
export const mustache: TemplateLanguage = {
  name: 'mustache',
  segments: segmentsOf,
  align(template, rendered) {
    const segments = segmentsOf(template);
    return segments && align(segments, rendered);
  },
  render(template, variables) {
    const segments = segmentsOf(template);
    return segments && fill(segments, variables);
  },
};

function segmentsOf(template: string): readonly Segment[] | undefined {
  if (BEYOND.test(template)) return undefined;
  const segments: Segment[] = [];
  let last = 0;
  for (const match of template.matchAll(HOLE)) {
    segments.push({ text: template.slice(last, match.index) }, { variable: match[1] ?? '' });
    last = match.index + match[0].length;
  }
  return [...segments, { text: template.slice(last) }];
}
