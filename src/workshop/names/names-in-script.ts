import type * as Ast from 'oxc-parser';
import type { NamesIn } from '../../ports.ts';
import { childrenOf } from '../script-children.ts';

/** What TypeScript or JavaScript imports, also by `import()` and `require`, and what stands in its strings. */
export async function namesInScript(path: string, text: string): Promise<NamesIn> {
  const { parseSync, visitorKeys } = await import('oxc-parser');
  const { program, module } = parseSync(path, text);
  const called: string[] = [];
  const strings: string[] = [];
  const look = (node: Ast.Node): void => {
    const own = stringIn(node);
    if (own !== undefined) strings.push(own);
    const named = node.type === 'ImportExpression' ? node.source : required(node);
    const name = named && stringIn(named);
    if (name !== undefined) called.push(name);
    for (const child of childrenOf(node, visitorKeys)) look(child);
  };
  look(program);
  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...called,
  ];
  return { imports, strings };
}

function required(node: Ast.Node): Ast.Node | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return undefined;
  return node.arguments[0];
}

function stringIn(node: Ast.Node): string | undefined {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  const value: unknown = node.type === 'Literal' ? node.value : undefined;
  return typeof value === 'string' ? value : undefined;
}
