import { isBuiltin } from 'node:module';
import type * as Ast from 'oxc-parser';
import type { Limit, Outline, Package, Test } from '../../domain/outline.ts';
import { NO_OUTLINE } from '../../domain/outline.ts';
import { digestOfBytes } from '../../refine/case/digest.ts';
import { childrenOf } from '../script-children.ts';
import { aroundTests } from './around-tests.ts';
import { declaredIn } from './declared-in-script.ts';
import { limitOf, limitOfComparison } from './limit-of.ts';
import { numberTwins } from './number-twins.ts';

const GROUPS = ['describe', 'suite', 'context', 'xdescribe', 'fdescribe'];
const TESTS = ['test', 'it', 'specify', 'xit', 'xtest', 'fit', 'ftest'];
const SKIPPING = /^(?:skip|skipIf|runIf|todo|fails|failing|fixme|xdescribe|xit|xtest)$/;
const ONLY = /^(?:only|fdescribe|fit|ftest)$/;
const ASSERTING = /^(?:expect|assert|should|expectTypeOf|assertType)$/;
const FLOOR_MATCHER = /^toBeGreaterThan(?:OrEqual)?$/;
const CEILING_MATCHER = /^toBeLessThan(?:OrEqual)?$/;

/** What a file of TypeScript or JavaScript declares. It must have parsed. */
export async function outlineScript(path: string, text: string): Promise<Outline> {
  const { parseSync, visitorKeys } = await import('oxc-parser');
  const { program, module } = parseSync(path, text);
  const found: Found = { text, keys: visitorKeys, tests: [], spans: [], limits: [], required: [] };
  walk(program, { names: [], skipped: false, test: undefined }, found);
  const imported = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
    ...found.required,
  ];
  return {
    ...NO_OUTLINE,
    declared: declaredIn(program, text),
    tests: numberTwins('name', withOnly(found.tests)),
    around: aroundTests(text, found.spans),
    limits: found.limits,
    packages: packagesOf(imported.filter((name) => name !== undefined)),
  };
}

type Found = Readonly<{
  text: string;
  keys: Readonly<Record<string, readonly string[]>>;
  tests: Draft[];
  spans: Readonly<{ from: number; to: number }>[];
  limits: Limit[];
  required: string[];
}>;
/** A test on its way: assertions are counted while its body is walked. */
type Draft = { -readonly [Key in keyof Test]: Test[Key] } & { only: boolean };
type Inside = Readonly<{ names: readonly string[]; skipped: boolean; only?: boolean; test: Draft | undefined }>;

function walk(node: Ast.Node, inside: Inside, found: Found): void {
  const here = node.type === 'CallExpression' ? (insideTest(node, inside, found) ?? inside) : inside;
  look(node, here, found);
  for (const child of childrenOf(node, found.keys)) walk(child, here, found);
}

/** `undefined` for a call that begins no test. */
function insideTest(call: Ast.CallExpression, inside: Inside, { text, tests, spans }: Found): Inside | undefined {
  const words = wordsOf(call.callee);
  const first = words[0] === 'Deno' || words[0] === 't' ? words[1] : words[0];
  const [title, ...others] = call.arguments;
  if (!first || !title || ![...GROUPS, ...TESTS].includes(first)) return undefined;
  // `test.each(rows)` alone begins none: the call of what it gives back does.
  if (title.type !== 'Literal' && title.type !== 'TemplateLiteral' && others.length === 0) return undefined;
  const said = title.type === 'Literal' ? String(title.value) : text.slice(title.start, title.end);
  const names = [...inside.names, said];
  const skipped = inside.skipped || words.some((word) => SKIPPING.test(word));
  const only = inside.only || words.some((word) => ONLY.test(word));
  if (GROUPS.includes(first)) return { names, skipped, only, test: undefined };
  const digest = digestOfBytes(text.slice(call.start, call.end));
  const test: Draft = { name: names.join(' › '), skipped, only, assertions: 0, digest };
  tests.push(test);
  spans.push({ from: call.start, to: call.end });
  return { names, skipped, only, test };
}

/** One test alone means all others not. */
function withOnly(tests: readonly Draft[]): readonly Test[] {
  const someOnly = tests.some(({ only }) => only);
  return tests.map(({ only, skipped, ...test }) => ({ ...test, skipped: skipped || (someOnly && !only) }));
}

function look(node: Ast.Node, { test }: Inside, found: Found): void {
  if (node.type === 'CallExpression') {
    if (test && ASSERTING.test(rootOf(node.callee) ?? '')) test.assertions++;
    const limit = limitOfMatcher(node, test, found.text);
    if (limit) found.limits.push(limit);
    const [asked] = node.arguments;
    if (rootOf(node.callee) === 'require' && asked?.type === 'Literal') found.required.push(String(asked.value));
  }
  if (node.type === 'ImportExpression' && node.source.type === 'Literal')
    found.required.push(String(node.source.value));
  if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier' && test) {
    const limit = comparison(node.left, node.operator, node.right, test, found.text);
    if (limit) found.limits.push(limit);
  }
  const named = namedNumber(node);
  const limit = named && limitOf(...named);
  if (limit) found.limits.push(limit);
}

function limitOfMatcher({ callee, arguments: given }: Ast.CallExpression, test: Draft | undefined, text: string) {
  if (!test || callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  const matcher = callee.property.name;
  const [number] = given;
  const value = number && numberIn(number);
  const floor = FLOOR_MATCHER.test(matcher);
  if (value === undefined || (!floor && !CEILING_MATCHER.test(matcher))) return undefined;
  return { name: `${test.name} › ${text.slice(callee.object.start, callee.object.end)}`, value, floor };
}

function comparison(
  left: Ast.Expression,
  operator: string,
  right: Ast.Expression,
  test: Draft,
  text: string,
): Limit | undefined {
  const first = numberIn(left);
  const value = first ?? numberIn(right);
  if (value === undefined) return undefined;
  const subject = first === undefined ? left : right;
  const name = `${test.name} › ${text.slice(subject.start, subject.end)}`;
  return limitOfComparison(name, operator, value, first !== undefined);
}

function namedNumber(node: Ast.Node): readonly [string, number] | undefined {
  const [name, given] =
    node.type === 'VariableDeclarator'
      ? [node.id, node.init]
      : node.type === 'Property' || node.type === 'PropertyDefinition'
        ? [node.key, node.value]
        : [undefined, undefined];
  const value = given ? numberIn(given) : undefined;
  return name?.type === 'Identifier' && value !== undefined ? [name.name, value] : undefined;
}

function numberIn(node: Ast.Node): number | undefined {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = numberIn(node.argument);
    return value === undefined ? undefined : -value;
  }
  const value: unknown = node.type === 'Literal' ? node.value : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** `test.skip.each(rows)` as its words, through the calls in it; none for what does not begin with a name. */
function wordsOf(node: Ast.Node): readonly string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'CallExpression') return wordsOf(node.callee);
  if (node.type === 'TaggedTemplateExpression') return wordsOf(node.tag);
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier') return [];
  const words = wordsOf(node.object);
  return words.length > 0 ? [...words, node.property.name] : [];
}

/** The first word of a callee that holds no other call: of `expect(a).toBe(b)` only the inner one has it. */
function rootOf(node: Ast.Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? rootOf(node.object) : undefined;
}

/** Without the files of the project, what comes with Node, and aliases that only the project's settings explain. */
function packagesOf(imported: readonly string[]): readonly Package[] {
  const bare = imported.filter((name) => !/^(?:[./#~]|@\/|\w+:)/.test(name) && !isBuiltin(name));
  const names = bare.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)].map((name) => ({ name, from: null }));
}
