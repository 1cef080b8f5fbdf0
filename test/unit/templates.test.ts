import { execFileSync } from 'node:child_process';
import { Environment, Interpreter, Template as JinjaTemplate, parse, tokenize } from '@huggingface/jinja';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { Liquid } from 'liquidjs';
import Mustache from 'mustache';
import { describe, expect, it } from 'vitest';
import { align } from '../../src/refine/template/align.ts';
import { fill } from '../../src/refine/template/fill.ts';
import type { Template } from '../../src/refine/template/template.ts';
import { format } from '../../src/templates/format.ts';
import { handlebars } from '../../src/templates/handlebars.ts';
import { jinja, trimmedJinja } from '../../src/templates/jinja.ts';
import { mustache } from '../../src/templates/mustache.ts';
import type { TemplateLanguage } from '../../src/templates/template.ts';
import { readTemplates } from '../../src/wiring-of-reading.ts';
import { countSpentMs } from '../spent-ms.ts';

/** A template in no language: each language writes it in its own way. */
type Piece =
  | Readonly<{ text: string }>
  | Readonly<{ value: string }>
  | Readonly<{ flag: string; shown: readonly Piece[]; other: readonly Piece[] }>
  | Readonly<{ list: string; shown: readonly Piece[] }>;

/** Words with the marks that a prompt is full of, and none that a template language would take for its own. */
const word = fc.string({ unit: fc.constantFrom(...'ab.-*#:!?\n ’é"\'🙂'), minLength: 1, maxLength: 6 });
/** A time that shows nothing can't be told from none. */
const marked = (shown: Piece[]): Piece[] => [{ text: '~' }, ...shown, { value: 'item' }];

const { pieces } = fc.letrec<{ pieces: Piece[]; piece: Piece; flat: Piece }>((tie) => ({
  pieces: fc.array(tie('piece'), { minLength: 1, maxLength: 6 }),
  piece: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'pieces' },
    tie('flat'),
    fc.record({
      flag: fc.constantFrom('f', 'g'),
      shown: fc.array(tie('piece'), { maxLength: 3 }),
      other: fc.array(tie('flat'), { maxLength: 2 }),
    }),
    fc.record({ list: fc.constantFrom('xs', 'ys'), shown: fc.array(tie('flat'), { maxLength: 3 }).map(marked) }),
  ),
  flat: fc.oneof(fc.record({ text: word }), fc.record({ value: fc.constantFrom('a', 'b') })),
}));
const plainText = fc.string({ unit: fc.constantFrom(...'xyz 123.,\n'), minLength: 1, maxLength: 8 });
const list = fc.array(plainText, { maxLength: 3 });
const data = fc.record({ a: plainText, b: plainText, f: fc.boolean(), g: fc.boolean(), xs: list, ys: list });

type Writing = Readonly<{
  value(name: string): string;
  when(flag: string, shown: string, other: string): string;
  each(list: string, shown: string): string;
}>;
const write = (row: readonly Piece[], writing: Writing): string =>
  row
    .map((piece) => {
      if ('text' in piece) return piece.text;
      // Where one value ends and the next begins, no text tells if nothing stands between.
      if ('value' in piece) return `${writing.value(piece.value)}|`;
      const shown = write(piece.shown, writing);
      return 'list' in piece
        ? writing.each(piece.list, shown)
        : writing.when(piece.flag, shown, write(piece.other, writing));
    })
    .join('');

const JINJA: Writing = {
  value: (name) => `{{ ${name} }}`,
  when: (flag, shown, other) => `{% if ${flag} %}${shown}{% else %}${other}{% endif %}`,
  each: (name, shown) => `{% for item in ${name} %}${shown}{% endfor %}`,
};
const STRICT_JINJA: Writing = {
  ...JINJA,
  when: (flag, shown, other) => `{%- if not ${flag} -%}${other}{%- else %}${shown}{% endif -%}`,
};
const HANDLEBARS: Writing = {
  value: (name) => (name === 'item' ? '{{{this}}}' : `{{{${name}}}}`),
  when: (flag, shown, other) => `{{#if ${flag}}}${shown}{{else}}${other}{{/if}}`,
  each: (name, shown) => `{{#each ${name}}}${shown}{{/each}}`,
};
const MUSTACHE: Writing = {
  value: (name) => (name === 'item' ? '{{{.}}}' : `{{{${name}}}}`),
  when: (flag, shown, other) => `{{#${flag}}}${shown}{{/${flag}}}{{^${flag}}}${other}{{/${flag}}}`,
  each: (name, shown) => `{{#${name}}}${shown}{{/${name}}}`,
};
const liquid = new Liquid();

function renderJinja(template: string, given: object): string {
  const environment = new Environment();
  for (const [name, value] of Object.entries(given)) environment.set(name, value);
  return String(new Interpreter(environment).run(parse(tokenize(template))).value);
}

it.each<[string, TemplateLanguage, Writing, (template: string, given: object) => string]>([
  ['mustache', mustache, MUSTACHE, (template, given) => Mustache.render(template, given)],
  ['handlebars', handlebars, HANDLEBARS, (template, given) => Handlebars.compile(template)(given)],
  ['jinja', jinja, JINJA, renderJinja],
  ['jinja with white space control', jinja, STRICT_JINJA, renderJinja],
  // The library's own way to render trims blocks.
  ['trimmed jinja', trimmedJinja, JINJA, (template, given) => new JinjaTemplate(template).render({ ...given })],
  [
    'liquid, where it is written as jinja is',
    jinja,
    JINJA,
    (template, given) => liquid.parseAndRenderSync(template, given),
  ],
])('aligns what the real engine rendered, and renders it again: %s', (_name, language, writing, render) => {
  let gaveUp = 0;
  fc.assert(
    fc.property(pieces, data, (row, given) => {
      const template = write(row, writing);
      // Jinja drops one line end at the end of a file; programs trim, and that is looked for where files are found.
      fc.pre(!template.endsWith('\n'));
      const rendered = render(template, given);
      const parts = language.read(template);
      expect(parts).toBeDefined();
      const variables = align(parts ?? [], rendered);
      if (variables) expect(fill(parts ?? [], variables)).toBe(rendered);
      else gaveUp++;
    }),
    { seed: 7, numRuns: 300 },
  );
  // Several lists of several values each, with next to no text between, can take longer than we look.
  expect(gaveUp).toBeLessThanOrEqual(3);
});

const readParts = (path: string, text: string): readonly Template[] => readTemplates({ path, text }).templates;

/** A prompt of fixed texts and holes, long enough to be taken for one. */
const long = fc
  .array(
    fc.oneof(
      fc.record({ text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) }),
      fc.record({ value: fc.constantFrom('a', 'b') }),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((row): Piece[] => [{ text: 'You are a helpful assistant of the shop.\n' }, ...row]);
const quoted = (row: readonly Piece[], escaped: (text: string) => string, open: string) =>
  row
    .map((piece) => ('text' in piece ? escaped(piece.text) : 'value' in piece ? `${open}${piece.value}}` : ''))
    .join('');
const asJson = (text: string) => JSON.stringify(text).slice(1, -1);

it('aligns what JavaScript made of a template literal', () => {
  fc.assert(
    fc.property(long, data, (row, given) => {
      const literal = `\`${quoted(row, (text) => text.replace(/[\\`$]/g, '\\$&').replaceAll('\r', '\\r'), '${')}\``;
      const rendered = String(new Function('a', 'b', `return ${literal}`)(given.a, given.b));
      const [template] = readParts('prompt.ts', `export const PROMPT: string = ${literal};\n`);
      const variables = template && align(template.parts, rendered);
      expect(variables && fill(template.parts, variables)).toBe(rendered);
    }),
    { seed: 7, numRuns: 300 },
  );
});

const python = hasPython();
it.skipIf(!python)(`aligns what Python made of an f-string and of format${python ? '' : ' (install python3)'}`, () => {
  const samples = fc.sample(fc.tuple(long, data), { seed: 7, numRuns: 200 });
  const braced = (text: string) => asJson(text).replace(/[{}]/g, '$&$&');
  const sources = samples.map(([row, { a, b }]) => ({
    f: `f"${quoted(row, braced, '{')}"`,
    format: `"${quoted(row, braced, '{')}"`,
    a,
    b,
  }));
  const made = JSON.parse(
    execFileSync('python3', ['-c', RENDER], { input: JSON.stringify(sources), encoding: 'utf8' }),
  ) as { f: string; format: string }[];
  for (const [index, { f, format: plain }] of sources.entries()) {
    const [asF] = readParts('prompts.py', `PROMPT = ${f}\n`);
    const asFormat = readParts('prompts.py', `PROMPT = ${plain}\n`).find(({ language }) => language === 'format');
    for (const [template, rendered] of [
      [asF, made[index]?.f],
      [asFormat, made[index]?.format],
    ] as const) {
      const variables = template && align(template.parts, rendered ?? '');
      expect(variables && fill(template.parts, variables)).toBe(rendered);
    }
  }
});

const RENDER = `
import json, sys
out = []
for s in json.load(sys.stdin):
    a, b = s["a"], s["b"]
    out.append({"f": eval(s["f"]), "format": eval(s["format"]).format(a=a, b=b)})
print(json.dumps(out))
`;

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('what a language understands, and what it refuses', () => {
  it.each<[TemplateLanguage, string, string, object | undefined]>([
    [mustache, 'Hello {{ name }}, {{name}}!', 'Hello Ada, Ada!', { name: 'Ada' }],
    [mustache, '{{! never shown }}{{> header}}: {{a.b}}', 'Shop: 1', { '> header': 'Shop', 'a.b': '1' }],
    [mustache, '{{#each items}}{{name}}{{/each}}', 'Ada', undefined],
    [mustache, '{{ name | upcase }}', 'ADA', undefined],
    [mustache, '{{#open}}', '', undefined],
    [handlebars, '{{#if vip}}Be kind to {{name}}.{{else}}Be brief.{{/if}}', 'Be brief.', { 'if vip': false }],
    [handlebars, '{{#unless vip}}Be brief.{{/unless}}', 'Be brief.', { 'if vip': false }],
    [handlebars, '{{upper name}} {{> footer}}', 'ADA Bye', { 'upper name': 'ADA', '> footer': 'Bye' }],
    [handlebars, '{{#bold x}}a{{/bold}}', 'a', undefined],
    [jinja, '{# never #}{{ name | upper }} {{ name }}', 'ADA Ada', { 'name | upper': 'ADA', name: 'Ada' }],
    [jinja, '{% set tone = "warm" %}Be {{ tone }}.', 'Be warm.', {}],
    [jinja, '{% set tone %}warm{% endset %}Be {{ tone }}.', 'Be warm.', {}],
    [jinja, '{% raw %}{{ name }}{% endraw %} {{ name }}', '{{ name }} Ada', { name: 'Ada' }],
    [jinja, '{% include "header.j2" %}: {{ a["b"] }}', 'Shop: 1', { 'include("header.j2")': 'Shop', 'a["b"]': '1' }],
    [jinja, '{% block intro %}Hello {{ name }}.{% endblock %}', 'Hello Ada.', { name: 'Ada' }],
    [jinja, '{{ "Sir" if formal else name }}', 'Ada', { 'if formal': false, name: 'Ada' }],
    [
      jinja,
      '{% if not a and b == 1 %}x{% elif c %}y{% endif %}',
      'y',
      { 'if (not a and (b == 1))': false, 'if c': true },
    ],
    [jinja, '{% macro m() %}x{% endmacro %}{{ m() }}', 'x', undefined],
    [jinja, '{% extends "base.j2" %}', '', undefined],
    [jinja, '{% if open %}', '', undefined],
    [trimmedJinja, 'a\n  {% if x %}\nb\n  {% endif %}\nc', 'a\nb\nc', { 'if x': true }],
    [format, 'Pay {price:.2f} {who!r} {{now}}', "Pay 1.50 'Ada' {now}", { 'price:.2f': '1.50', 'who!r': "'Ada'" }],
    [format, 'As JSON {"a": 1}, {name}', 'As JSON {"a": 1}, Ada', { name: 'Ada' }],
    [format, '{} and {}', 'a and b', { 0: 'a', 1: 'b' }],
  ])('%o reads %j as %j', (language, template, rendered, variables) => {
    const parts = language.read(template);
    expect(parts && align(parts, rendered)).toEqual(variables);
  });

  it.each(['{', '{{ ', '{{a', '{{#a}}', '{{#if a}}', '{% if a %}', '{% raw %}', '{#', '{{ a|b('])(
    'no language is kept by a text full of %j',
    (token) => expect(spentOn('a.md', token)).toBeLessThan(4_000),
  );
  it.each([
    ['a.py', '(('],
    ['a.py', 'f"{'],
    ['a.py', 'a+'],
    ['a.ts', '['],
    ['a.ts', '`${'],
    ['a.ts', '!'],
    ['a.ts', 'a+'],
    ['a.json', '{"a":'],
    ['a.yaml', '- a: &x [*x]\n'],
    ['a.yaml', '? '],
    ['a.toml', '[['],
  ])('no reader is kept by %s full of %j', (path, token) => expect(spentOn(path, token)).toBeLessThan(4_000));
});

function spentOn(path: string, token: string): number {
  const spentMs = countSpentMs();
  readTemplates({ path, text: token.repeat(Math.floor(60_000 / token.length)) });
  return spentMs();
}
