import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';
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
import type { PromptHolder } from './template.ts';

/**
 * Prompts in JavaScript and TypeScript: strings and template literals
 * (https://tc39.es/ecma262/#sec-template-literals), as the program sees them:
 * escapes, `+`, `? :`, `.trim`, `.join`, and tags that take the indentation off.
 * Whatever else stands in between is a hole.
 */
export const javascript: PromptHolder = {
  name: 'javascript',
  find({ path, text }) {
    const [, kind] = /\.[cm]?([jt]sx?)$/i.exec(path) ?? [];
    if (kind === undefined) return undefined;
    // In a file that is no TSX, `<T>x` is a cast.
    const dialect = kind.toLowerCase() === 'ts' ? 'ts' : kind.toLowerCase() === 'tsx' ? 'ts jsx' : 'jsx';
    return findStrings(text, { parser: parser.configure({ dialect }), partsOf, nameOf });
  },
};

function nameOf(node: SyntaxNode, source: string): string | undefined {
  const name =
    node.getChild('VariableDefinition') ??
    node.getChild('PropertyDefinition') ??
    (node.name === 'Property' ? node.getChild('String') : null);
  return name ? source.slice(name.from, name.to) : undefined;
}

function partsOf(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  switch (node.name) {
    case 'String':
      return [{ text: unescaped(code.source.slice(node.from + 1, node.to - 1)) }];
    case 'TemplateString':
      return literalOf(node, code);
    case 'TaggedTemplateExpression': {
      const [tag, literal] = childrenOf(node);
      const isDedent = tag && /^(?:dedent|outdent|stripIndent|stripIndents)$/.test(code.source.slice(tag.from, tag.to));
      return isDedent && literal ? trimmed(dedented(literalOf(literal, code), 1)) : undefined;
    }
    case 'ParenthesizedExpression': {
      const inner = childrenOf(node).find(({ name }) => name !== '(' && !name.endsWith('Comment'));
      return inner && code.partsOf(inner);
    }
    case 'BinaryExpression': {
      const [left, operator, right] = operandsOf(node);
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

const operandsOf = (node: SyntaxNode) => childrenOf(node).filter(({ name }) => !name.endsWith('Comment'));

/** `condition ? a : b` */
function conditional(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  const [condition, , shown, , other] = operandsOf(node);
  return condition && shown && other ? choice({ condition, shown, other }, code) : undefined;
}

function called(node: SyntaxNode, code: Code): readonly Part[] | undefined {
  const callee = node.firstChild;
  const object = callee?.name === 'MemberExpression' ? callee.firstChild : undefined;
  const property = callee?.getChild('PropertyName');
  if (!object || !property) return undefined;
  const verb = code.source.slice(property.from, property.to);
  const given = childrenOf(node.getChild('ArgList') ?? node).filter(({ name }) => !/^[(),]$|Comment$/.test(name));
  if (verb === 'trim' && given.length === 0) {
    const parts = code.partsOf(object);
    return parts && trimmed(parts);
  }
  if (verb !== 'join' || object.name !== 'ArrayExpression') return undefined;
  const [separator, ...more] = given[0] ? joined(code.partsOf(given[0]) ?? []) : [{ text: ',' }];
  if (more.length > 0 || (separator && !isText(separator))) return undefined;
  const items = childrenOf(object).filter(({ name }) => !/^[[\],]$|Comment$/.test(name));
  return joinedWith(
    separator?.text ?? '',
    items.map((item) => code.partsOf(item) ?? [holeOf(item, code)]),
  );
}

function literalOf(node: SyntaxNode, code: Code): readonly Part[] {
  const parts: Part[] = [];
  let at = node.from + 1;
  for (const hole of node.getChildren('Interpolation')) {
    parts.push({ text: unescaped(code.source.slice(at, hole.from)) });
    const [expression] = operandsOf(hole).slice(1);
    const inner = expression && code.partsOf(expression);
    parts.push(...(inner ?? [{ variable: code.source.slice(hole.from + 2, hole.to - 1).trim() }]));
    at = hole.to;
  }
  return [...parts, { text: unescaped(code.source.slice(at, node.to - 1)) }];
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};

function unescaped(text: string): string {
  return text.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}|([\s\S]))/gi, (all, x, u, wide, other) => {
    const hex: string | undefined = x ?? u ?? wide;
    if (hex === undefined) return ESCAPES[other] ?? other;
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
