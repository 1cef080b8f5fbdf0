import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { isText, joined, type Part, trimmed } from '../refine/template/part.ts';
import {
  type Code,
  childrenOf,
  choice,
  concatenated,
  dedented,
  findStrings,
  holeOf,
  joinedWith,
} from './code-strings.ts';
import { format } from './format.ts';
import type { PromptHolder } from './template.ts';

/**
 * Prompts in Python: strings and f-strings
 * (https://docs.python.org/3/reference/lexical_analysis.html#f-strings), as the
 * program sees them: escapes, raw strings, neighbouring strings, `+`, `.format`,
 * `.strip`, `.join`, `dedent`. Whatever else stands in between is a hole.
 */
export const python: PromptHolder = {
  name: 'python',
  find: ({ path, text }) => (/\.pyi?$/i.test(path) ? findStrings(text, { parser, partsOf, nameOf }) : undefined),
};

function nameOf(node: SyntaxNode, source: string): string | undefined {
  const isNaming = ['AssignStatement', 'FunctionDefinition', 'ClassDefinition'].includes(node.name);
  const name = isNaming ? node.getChild('VariableName') : undefined;
  return name ? source.slice(name.from, name.to) : undefined;
}

function partsOf(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  switch (node.name) {
    case 'String':
    case 'FormatString':
      return stringOf(node, code);
    case 'ContinuedString':
      return concatenated(childrenOf(node), code);
    case 'ParenthesizedExpression': {
      const inner = childrenOf(node).find(({ name }) => name !== '(' && name !== 'Comment');
      return inner && code.partsOf(inner);
    }
    case 'BinaryExpression': {
      const [left, operator, right] = childrenOf(node);
      const isSum = operator && code.source.slice(operator.from, operator.to) === '+';
      return isSum && left && right ? concatenated([left, right], code) : undefined;
    }
    case 'ConditionalExpression':
      return conditional(node, code);
    case 'CallExpression':
      return called(node, code);
    default:
      return undefined;
  }
}

/** `a if condition else b` */
function conditional(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  const [shown, , condition, , other] = childrenOf(node);
  return condition && shown && other ? choice({ condition, shown, other }, code) : undefined;
}

function called(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  const callee = node.firstChild;
  const given = childrenOf(node.getChild('ArgList') ?? node).filter(({ name }) => !/^[(),]$|^Comment$/.test(name));
  const [first] = given;
  const name = callee && (callee.getChild('PropertyName') ?? callee);
  const verb = name ? code.source.slice(name.from, name.to) : '';
  if (/^(?:dedent|cleandoc)$/.test(verb) && first) {
    const parts = code.partsOf(first);
    return parts && dedented(parts, verb === 'dedent' ? 0 : 1);
  }
  const own = callee?.name === 'MemberExpression' && callee.firstChild && code.partsOf(callee.firstChild);
  if (!own) return undefined;
  if (verb === 'strip' && given.length === 0) return trimmed(own);
  const [only, ...more] = joined(own);
  if (!isText(only) || more.length > 0) return undefined;
  if (verb === 'format') return format.read(only.text);
  if (verb === 'join' && first && /^(?:Array|Tuple)Expression$/.test(first.name)) {
    const items = childrenOf(first).filter((item) => !/^[[\](),]$|^Comment$/.test(item.name));
    return joinedWith(
      only.text,
      items.map((item) => code.partsOf(item) ?? [holeOf(item, code)]),
    );
  }
  return undefined;
}

function stringOf(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  const written = code.source.slice(node.from, node.to);
  const [opening = '', prefix = '', quote = ''] = /^([a-z]*)("""|'''|"|')/i.exec(written) ?? [];
  if (!quote || /b/i.test(prefix)) return undefined;
  const isRaw = /r/i.test(prefix);
  const isFormat = node.name === 'FormatString';
  const textAt = (from: number, to: number): Part => {
    const text = code.source.slice(from, to);
    const plain = isFormat ? text.replace(/\{\{|\}\}/g, (pair) => pair.slice(1)) : text;
    return { text: isRaw ? plain : unescaped(plain) };
  };
  const parts: Part[] = [];
  let at = node.from + opening.length;
  for (const hole of isFormat ? node.getChildren('FormatReplacement') : []) {
    parts.push(textAt(at, hole.from), ...replacement(hole, code));
    at = hole.to;
  }
  const end = written.endsWith(quote) && written.length >= opening.length + quote.length ? quote.length : 0;
  return [...parts, textAt(at, node.to - end)];
}

/** What stands between braces: an expression, and how it is to be written. */
function replacement(hole: SyntaxNode, code: Code): readonly Part[] {
  const [expression] = childrenOf(hole).slice(1);
  const isPlain = !hole.getChild('FormatConversion') && !hole.getChild('FormatSpec');
  if (hole.getChild('FormatSelfDoc')) {
    const label = code.source.slice(hole.from + 1, hole.getChild('FormatSelfDoc')?.to);
    return [{ text: label }, { variable: code.source.slice(hole.from + 1, hole.to - 1) }];
  }
  const parts = isPlain && expression ? code.partsOf(expression) : undefined;
  return parts ?? [{ variable: code.source.slice(hole.from + 1, hole.to - 1).trim() }];
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** What Python does not know stays as it is, its backslash too. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|([\s\S]))/gi,
    (all, x, u, wide, octal, other) => {
      const hex: string | undefined = x ?? u ?? wide;
      if (hex !== undefined) return characterAt(Number.parseInt(hex, 16)) ?? all;
      if (octal !== undefined) return characterAt(Number.parseInt(octal, 8)) ?? all;
      return ESCAPES[other] ?? all;
    },
  );
}

const characterAt = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
