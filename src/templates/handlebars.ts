import { parse } from '@handlebars/parser';
import type { Part } from '../refine/template/part.ts';
import { hasTooManyTags } from './hostile.ts';
import type { TemplateLanguage } from './template.ts';

/**
 * Handlebars (https://handlebarsjs.com/guide/): values, `if`, `unless`, `each`
 * and `with`, sections, comments, white space control. A helper or a partial
 * writes what only the program knows: its text is read from the message. Blocks
 * of the program's own are refused. Only parsed: compiling would make code of it.
 */
export const handlebars: TemplateLanguage = {
  name: 'handlebars',
  read(text) {
    if (!text.includes('{{')) return [{ text }];
    if (hasTooManyTags(text)) return undefined;
    try {
      return partsOf(parse(text) as unknown as Node);
    } catch {
      return undefined;
    }
  },
};

/** What is looked at of the parser's tree. */
type Node = Readonly<{
  type: string;
  body?: readonly Node[];
  value?: string | number | boolean;
  original?: string;
  path?: Node | undefined;
  name?: Node;
  params?: readonly Node[];
  hash?: Readonly<{ pairs: readonly Readonly<{ key: string; value: Node }>[] }>;
  program?: Node;
  inverse?: Node;
}>;

function partsOf(program: Node | undefined): readonly Part[] {
  return (program?.body ?? []).flatMap(partOf);
}

function partOf(node: Node): readonly Part[] {
  switch (node.type) {
    case 'ContentStatement':
      return [{ text: String(node.value) }];
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return [{ variable: written(node) }];
    case 'PartialStatement':
      return [{ variable: `> ${written({ ...node, path: node.name })}` }];
    case 'BlockStatement':
      return [blockOf(node)];
    default:
      throw new SyntaxError(node.type);
  }
}

function blockOf(node: Node): Part {
  const block = written({ type: 'PathExpression', ...node.path });
  const asked = (node.params ?? []).map(written).join(' ');
  const parts = partsOf(node.program);
  const otherwise = partsOf(node.inverse);
  if ((block === 'if' || block === 'unless') && asked) {
    const is = block === 'if';
    return {
      branches: [
        { when: `if ${asked}`, is, parts },
        { when: null, is: true, parts: otherwise },
      ],
    };
  }
  if ((block === 'each' || block === 'with') && asked)
    return { each: `${block} ${asked}`, as: 'all', parts, otherwise };
  if (asked) throw new SyntaxError(`the block ${block} is of the program’s own`);
  return { each: `#${block}`, as: 'all', parts, otherwise };
}

/** An expression as it is written, but for white space. */
function written(node: Node | undefined): string {
  if (!node) return '';
  if (node.type === 'PathExpression') return node.original ?? '';
  if (!node.path) return node.type === 'StringLiteral' ? JSON.stringify(node.value) : String(node.original);
  const pairs = (node.hash?.pairs ?? []).map(({ key, value }) => `${key}=${written(value)}`);
  const words = [written(node.path), ...(node.params ?? []).map(written), ...pairs].join(' ');
  return node.type === 'SubExpression' ? `(${words})` : words;
}
