import type { Declared, Limit, Outline, Parameter, Test } from '../../domain/outline.ts';
import { NO_OUTLINE } from '../../domain/outline.ts';
import { digestOfBytes } from '../../refine/case/digest.ts';
import { aroundTests } from './around-tests.ts';
import { limitOf, limitOfComparison } from './limit-of.ts';
import { numberTwins } from './number-twins.ts';
import { isOfPython } from './python-modules.ts';

type Parser = typeof import('@lezer/python')['parser'];
type Node = ReturnType<Parser['parse']>['topNode'];

const SKIPPED = /\bskip(?:if|unless|test)?\b|\bxfail\b/i;
const SKIPS_ITSELF = /^(?:pytest\.(?:skip|xfail|importorskip)|self\.skipTest|unittest\.SkipTest|SkipTest)$/;
const ASSERTS = /^(?:pytest\.(?:raises|warns|fail)|self\.fail)$|(?:^|\.)assert[_A-Z]\w*$/;

/** What a file of Python declares. It must have parsed: this parser reads on over mistakes. */
export async function outlinePython(text: string): Promise<Outline> {
  const { parser } = await import('@lezer/python');
  const top = parser.parse(text).topNode;
  const source = (node: Node) => text.slice(node.from, node.to);
  const defined = definitionsIn(top, '', source);
  const skipsAll = childrenOf(top).some((node) => /^pytestmark\b/.test(source(node)) && SKIPPED.test(source(node)));
  const tests = defined.flatMap((each) => testOf(each, skipsAll, source));
  const said = exportedByName(top, source);
  return {
    ...NO_OUTLINE,
    declared: [
      ...defined.filter(isTopOrMember).map((each) => declaredBy(each, source)),
      ...assigned(top, source).map((name): Declared => ({ name, parameters: null })),
    ].filter(({ name }) => (said ? said.includes(name.split('.', 1)[0] ?? '') : !isHidden(name))),
    tests: numberTwins('name', tests),
    around: aroundTests(
      text,
      defined.filter(isTest).map(({ whole }) => whole),
    ),
    limits: limitsIn(top, '', source),
    packages: importedBy(top, source).map((name) => ({ name, from: null })),
  };
}

type Source = (node: Node) => string;

/** A function or class, with what stands around it. */
type Definition = Readonly<{
  node: Node;
  whole: Node;
  name: string;
  depth: number;
  decorators: string;
  hasClassAbove: boolean;
}>;

function definitionsIn(parent: Node, above: string, source: Source, depth = 0, around = ''): readonly Definition[] {
  return childrenOf(parent).flatMap((child): readonly Definition[] => {
    const node = child.name === 'DecoratedStatement' ? childrenOf(child).at(-1) : child;
    if (!node) return [];
    if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition') {
      const own = node.getChild('VariableName');
      if (!own) return [];
      const name = above + source(own);
      const decorators = around + child.getChildren('Decorator').map(source).join('');
      const one = { node, whole: child, name, depth, decorators, hasClassAbove: above !== '' };
      const body = node.getChild('Body');
      if (node.name === 'FunctionDefinition' || !body) return [one];
      return [one, ...definitionsIn(body, `${name}.`, source, depth + 1, decorators)];
    }
    // `if TYPE_CHECKING:`, `try: import …`: what is defined in there is defined for the module, too.
    if (/^(?:If|Try|With)Statement$/.test(node.name))
      return node.getChildren('Body').flatMap((body) => definitionsIn(body, above, source, depth, around));
    return [];
  });
}

const isTopOrMember = ({ depth }: Definition): boolean => depth <= 1;

/** A class is called with what its `__init__` takes. */
function declaredBy({ node, name, hasClassAbove }: Definition, source: Source): Declared {
  if (node.name === 'FunctionDefinition') return { name, parameters: parametersOf(node, hasClassAbove, source) };
  const body = node.getChild('Body');
  const init = body && definitionsIn(body, '', source).find((each) => each.name === '__init__');
  return { name, parameters: init ? parametersOf(init.node, true, source) : null };
}

function parametersOf(definition: Node, isMethod: boolean, source: Source): readonly Parameter[] {
  const list = definition.getChild('ParamList');
  if (!list) return [];
  const groups: Node[][] = [[]];
  // A lone `/` is no node: what stands before it is given by place alone.
  let places = 0;
  let end = list.from + 1;
  for (const node of childrenOf(list).slice(1, -1)) {
    if (node.name === ',') {
      if (groups.at(-1)?.length === 0) places = groups.length - 1;
      groups.push([]);
    } else groups.at(-1)?.push(node);
    end = node.to;
  }
  if (
    groups.at(-1)?.length === 0 &&
    source(list)
      .slice(end - list.from, -1)
      .includes('/')
  )
    places = groups.length - 1;
  const parameters = groups.map((nodes, index): Parameter | undefined => {
    const star = nodes.some(({ name }) => name === '*' || name === '**');
    const named = nodes.find(({ name }) => name === 'VariableName');
    if (!named) return undefined;
    const optional = star || nodes.some(({ name }) => name === 'AssignOp');
    return { name: star ? 'rest' : source(named), optional, byName: !star && index >= places };
  });
  const [first] = parameters;
  const own = isMethod && /^(?:self|cls)$/.test(first?.name ?? '') ? parameters.slice(1) : parameters;
  return own.filter((parameter) => parameter !== undefined);
}

const isTest = ({ node, name }: Definition): boolean =>
  node.name === 'FunctionDefinition' && /^test/i.test(name.split('.').at(-1) ?? '');

function testOf(definition: Definition, skipsAll: boolean, source: Source): readonly Test[] {
  const { node, whole, name, decorators } = definition;
  if (!isTest(definition)) return [];
  const calls = descendants(node, 'CallExpression').map((call) => source(call).split('(', 1)[0] ?? '');
  const assertions = descendants(node, 'AssertStatement').length + calls.filter((call) => ASSERTS.test(call)).length;
  const skipped = skipsAll || SKIPPED.test(decorators) || calls.some((call) => SKIPS_ITSELF.test(call));
  return [{ name: name.replaceAll('.', ' › '), skipped, assertions, digest: digestOfBytes(source(whole)) }];
}

/** Numbers by name, and those that something is compared with in a test. */
function limitsIn(parent: Node, test: string, source: Source): readonly Limit[] {
  return childrenOf(parent).flatMap((node): readonly Limit[] => {
    const own = node.name === 'FunctionDefinition' ? node.getChild('VariableName') : null;
    const inside = own && /^test/i.test(source(own)) ? source(own) : test;
    return [...limitAt(node, inside, source), ...limitsIn(node, inside, source)];
  });
}

function limitAt(node: Node, test: string, source: Source): readonly Limit[] {
  if (node.name === 'Number' && node.prevSibling?.name === 'AssignOp') {
    const before = node.prevSibling.prevSibling;
    const name = before?.name === 'TypeDef' ? before.prevSibling : before;
    const limit = name && limitOf(source(name), Number(source(node).replaceAll('_', '')));
    return limit ? [limit] : [];
  }
  if (node.name !== 'BinaryExpression' || test === '') return [];
  const [left, operator, right] = childrenOf(node);
  if (!left || !right || operator?.name !== 'CompareOp') return [];
  const numberFirst = left.name === 'Number';
  const [number, subject] = numberFirst ? [left, right] : [right, left];
  if (number.name !== 'Number') return [];
  const value = Number(source(number).replaceAll('_', ''));
  const limit = limitOfComparison(`${test} › ${source(subject)}`, source(operator), value, numberFirst);
  return limit ? [limit] : [];
}

/** `__all__`, where it is a plain list. */
function exportedByName(top: Node, source: Source): readonly string[] | undefined {
  const statement = top.getChildren('AssignStatement').find((node) => /^__all__\b/.test(source(node)));
  const list = statement?.getChild('ArrayExpression') ?? statement?.getChild('TupleExpression');
  return list?.getChildren('String').map((text) => source(text).replace(/^\w*["']+|["']+$/g, ''));
}

function assigned(top: Node, source: Source): readonly string[] {
  return top.getChildren('AssignStatement').flatMap((statement) => {
    const [target] = childrenOf(statement);
    return target?.name === 'VariableName' ? [source(target)] : [];
  });
}

/** Dunder names are Python's own business, and one underscore says private. */
function isHidden(name: string): boolean {
  return name.split('.').some((part) => part.startsWith('_'));
}

/** The first names of what is imported, without what comes with Python and what stands beside the file. */
function importedBy(top: Node, source: Source): readonly string[] {
  const names = descendants(top, 'ImportStatement').flatMap((statement) => {
    const text = source(statement).replace(/\\\r?\n/g, ' ');
    const from = /^from\s+([\w.]+)/.exec(text)?.[1];
    const imported = from
      ? [from]
      : text
          .replace(/^import\s+/, '')
          .split(',')
          .map((each) => each.trim());
    return imported.flatMap((name) => /^[A-Za-z_]\w*/.exec(name)?.[0] ?? []);
  });
  return [...new Set(names)].filter((name) => !isOfPython(name));
}

function descendants(parent: Node, name: string): readonly Node[] {
  return childrenOf(parent).flatMap((node) => [...(node.name === name ? [node] : []), ...descendants(node, name)]);
}

function childrenOf(parent: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = parent.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}
