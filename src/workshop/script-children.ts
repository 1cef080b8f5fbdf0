import type * as Ast from 'oxc-parser';

/** By the kind of a node, the fields of it that hold others: what oxc-parser gives as `visitorKeys`. */
export type ChildKeys = Readonly<Record<string, readonly string[] | undefined>>;

/** The nodes right below one, in their order in the text. Its type names those fields for each kind of node apart, which no loop can use. */
export function childrenOf(node: Ast.Node, keys: ChildKeys): readonly Ast.Node[] {
  const fields = node as unknown as Readonly<Record<string, Ast.Node | readonly (Ast.Node | null)[] | null>>;
  return (keys[node.type] ?? []).flatMap((key) => fields[key] ?? []).filter((child) => child !== null);
}
