import { parse, tokenize } from '@huggingface/jinja';
import type { Branch, Part } from '../refine/template/part.ts';
import { isTextFilter } from '../refine/template/text-filters.ts';
import { hasTooManyTags } from './hostile.ts';
import { identifiersIn, type Node, written } from './jinja-expression.ts';
import type { TemplateLanguage } from './template.ts';

/**
 * Jinja (https://jinja.palletsprojects.com/en/stable/templates/): values and
 * filters, `if`, `for` and `set`, comments, `raw`, white space control. What an
 * `include` brings is read from the message. Macros, inheritance and imports are
 * refused. Only parsed, never run.
 */
export const jinja: TemplateLanguage = { name: 'jinja', read: (text) => readJinja(text, {}) };

/** With `trim_blocks` and `lstrip_blocks`, as many programs set it: a line with a tag alone leaves no empty line. */
export const trimmedJinja: TemplateLanguage = {
  name: 'jinja with trimmed blocks',
  read: (text) => readJinja(text, { trim_blocks: true, lstrip_blocks: true }),
};

type Options = NonNullable<Parameters<typeof tokenize>[1]>;

/** Of white space in a row: the tokenizer takes the square of it. */
const TOO_WIDE = /\s{1000}/;

function readJinja(text: string, options: Options): readonly Part[] | undefined {
  if (!/\{[{%#]/.test(text)) return [{ text }];
  if (TOO_WIDE.test(text) || hasTooManyTags(text)) return undefined;
  try {
    const { source, raw } = withoutRaw(text);
    const { body } = parse(tokenize(source, options)) as unknown as { body: readonly Node[] };
    const parts = partsOf(body, { raw, settled: settledIn(body, raw) });
    // The tokenizer drops the last line end, as Jinja does if not told otherwise; whether it was told, the message shows.
    return text.endsWith('\n') ? [...parts, { text: '\n' }] : parts;
  } catch {
    // Not well-formed, or nested too deep for the parser.
    return undefined;
  }
}

/** What a tag stands for that the parser does not know; `raw` holds the texts that are not to be read. */
type Source = Readonly<{ source: string; raw: readonly string[] }>;

/** A private character of Unicode, so that no text has it. */
const RAW = /\uE0A0(\d+)\uE0A1/g;

function withoutRaw(text: string): Source {
  if (/[\uE0A0\uE0A1]/.test(text)) throw new SyntaxError('private characters');
  const raw: string[] = [];
  const source = text
    .replace(
      /\{%(-?)\s*raw\s*-?%\}((?:(?!\{%)[\s\S]|\{%(?!-?\s*endraw))*)\{%-?\s*endraw\s*(-?)%\}/g,
      (_all, open, own, end) => {
        const hidden = `\uE0A0${raw.push(own) - 1}\uE0A1`;
        return `${open && '{#- -#}'}${hidden}${end && '{#- -#}'}`;
      },
    )
    .replace(/\{%(-?)\s*include\s+([^%]{1,200}?)\s*(-?)%\}/g, '{{$1 include($2) $3}}')
    .replace(/\{%(-?)\s*(?:block\s+\w+|endblock(?:\s+\w+)?)\s*(-?)%\}/g, '{#$1 $2#}');
  return { source, raw };
}

/** `settled`: names that the template itself gives a text, once and for all. */
type Reading = Readonly<{ raw: readonly string[]; settled: ReadonlyMap<string, readonly Part[]> }>;

function settledIn(body: readonly Node[], raw: readonly string[]): Reading['settled'] {
  const settled = new Map<string, readonly Part[]>();
  const sets = body.filter(({ type }) => type === 'Set');
  for (const { assignee, value, body: own = [] } of sets) {
    const name = assignee ? written(assignee) : '';
    const isOnce = setsIn(body, name) === 1;
    if (!isOnce) continue;
    const node = value as Node | null;
    if (!node) settled.set(name, partsOf(own, { raw, settled }));
    else if (node.type === 'StringLiteral') settled.set(name, [{ text: String(node.value) }]);
  }
  return settled;
}

function setsIn(body: readonly Node[], name: string): number {
  const counts = body.map((node): number => {
    const own = node.type === 'Set' && node.assignee && written(node.assignee) === name ? 1 : 0;
    return own + setsIn([...(node.body ?? []), ...(node.alternate ?? []), ...(node.defaultBlock ?? [])], name);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function partsOf(body: readonly Node[], reading: Reading): readonly Part[] {
  return body.flatMap((node) => partOf(node, reading));
}

function partOf(node: Node, reading: Reading): readonly Part[] {
  switch (node.type) {
    case 'Comment':
    case 'Set':
      return [];
    case 'StringLiteral':
      return [{ text: String(node.value).replace(RAW, (_all, index) => reading.raw[Number(index)] ?? '') }];
    case 'If':
      return [{ branches: branchesOf(node, reading) }];
    case 'For':
      return [repeatOf(node, reading)];
    case 'Ternary':
      return [ternaryOf(node, reading)];
    case 'Identifier':
      return reading.settled.get(written(node)) ?? [{ variable: written(node) }];
    case 'FilterExpression':
      return [filterOf(node)];
    default:
      if (REFUSED.has(node.type)) throw new SyntaxError(node.type);
      return [{ variable: written(node) }];
  }
}

const REFUSED = new Set(['Macro', 'CallStatement', 'FilterStatement', 'Break', 'Continue']);

function branchesOf({ test, body = [], alternate = [] }: Node, reading: Reading): readonly Branch[] {
  const own = { ...condition(test), parts: partsOf(body, reading) };
  const [only, ...more] = alternate;
  if (!only) return [own];
  if (only.type === 'If' && more.length === 0) return [own, ...branchesOf(only, reading)];
  return [own, { when: null, is: true, parts: partsOf(alternate, reading) }];
}

function condition(test: Node | undefined): Pick<Branch, 'when' | 'is'> {
  if (test?.type === 'UnaryExpression' && test.operator?.value === 'not') {
    const { when, is } = condition(test.argument);
    return { when, is: !is };
  }
  return { when: `if ${written(test)}`, is: true };
}

function ternaryOf({ condition: test, trueExpr, falseExpr }: Node, reading: Reading): Part {
  const side = (node: Node | undefined) => (node ? partOf(node, reading) : []);
  return {
    branches: [
      { ...condition(test), parts: side(trueExpr) },
      { when: null, is: true, parts: side(falseExpr) },
    ],
  };
}

function repeatOf({ loopvar, iterable, body = [], defaultBlock = [] }: Node, reading: Reading): Part {
  const sets = body.filter(({ type }) => type === 'Set').flatMap(({ assignee }) => identifiersIn(assignee));
  return {
    each: `for ${written(iterable)}`,
    as: ['loop', ...identifiersIn(loopvar), ...sets],
    parts: partsOf(body, reading),
    otherwise: partsOf(defaultBlock, reading),
  };
}

/** Filters that are the same everywhere are made again of a known value; of the others only the result is known. */
function filterOf(node: Node): Part {
  const by: string[] = [];
  let base: Node | undefined = node;
  while (base?.type === 'FilterExpression') {
    by.unshift(base.filter?.type === 'Identifier' ? written(base.filter) : '');
    base = base.operand;
  }
  const variable = written(node);
  return by.every(isTextFilter) ? { variable, made: { of: written(base), by } } : { variable };
}
