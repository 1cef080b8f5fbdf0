/** What is looked at of the parser's tree. */
export type Node = Readonly<{
  type: string;
  value?: unknown;
  body?: readonly Node[];
  alternate?: readonly Node[];
  defaultBlock?: readonly Node[];
  test?: Node;
  assignee?: Node;
  loopvar?: Node;
  iterable?: Node;
  operand?: Node;
  filter?: Node;
  negate?: boolean;
  object?: Node;
  property?: Node;
  computed?: boolean;
  callee?: Node;
  args?: readonly Node[];
  key?: Node;
  operator?: Readonly<{ value: string }>;
  left?: Node;
  right?: Node;
  argument?: Node;
  condition?: Node;
  trueExpr?: Node;
  falseExpr?: Node;
  lhs?: Node;
  start?: Node;
  stop?: Node;
  step?: Node;
}>;

/** An expression as it is written, but for white space and needless brackets: two that mean the same at one place read the same. */
export function written(node: Node | undefined): string {
  if (!node) return '';
  const all = (nodes: unknown): string => (nodes as readonly Node[]).map(written).join(', ');
  switch (node.type) {
    case 'Identifier':
    case 'IntegerLiteral':
    case 'FloatLiteral':
      return String(node.value);
    case 'StringLiteral':
      return JSON.stringify(node.value);
    case 'ArrayLiteral':
      return `[${all(node.value)}]`;
    case 'TupleLiteral':
      return `(${all(node.value)})`;
    case 'ObjectLiteral': {
      const pairs = [...(node.value as ReadonlyMap<Node, Node>)];
      return `{${pairs.map(([key, value]) => `${written(key)}: ${written(value)}`).join(', ')}}`;
    }
    case 'MemberExpression': {
      const [object, property] = [written(node.object), written(node.property)];
      return node.computed ? `${object}[${property}]` : `${object}.${property}`;
    }
    case 'CallExpression':
      return `${written(node.callee)}(${all(node.args)})`;
    case 'KeywordArgumentExpression':
      return `${written(node.key)}=${written(node.value as Node)}`;
    case 'FilterExpression':
      return `${written(node.operand)} | ${written(node.filter)}`;
    case 'TestExpression':
      return `${written(node.operand)} is ${node.negate ? 'not ' : ''}${written(node.test)}`;
    case 'SelectExpression':
      return `${written(node.lhs)} if ${written(node.test)}`;
    case 'BinaryExpression':
      return `(${written(node.left)} ${node.operator?.value} ${written(node.right)})`;
    case 'UnaryExpression':
      return `${node.operator?.value} ${written(node.argument)}`;
    case 'Ternary':
      return `(${written(node.trueExpr)} if ${written(node.condition)} else ${written(node.falseExpr)})`;
    case 'SliceExpression':
      return [node.start, node.stop, node.step].map(written).join(':');
    default:
      throw new SyntaxError(node.type);
  }
}

/** The names that a loop's or a `set`'s left side gives. */
export function identifiersIn(node: Node | undefined): readonly string[] {
  return written(node).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}
