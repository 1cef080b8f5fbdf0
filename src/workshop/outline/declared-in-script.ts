import type * as Ast from 'oxc-parser';
import type { Declared, Parameter } from '../../domain/outline.ts';

/** What other modules can import of a program, by ES modules or CommonJS; members that are private do not count. */
export function declaredIn(program: Ast.Program, text: string): readonly Declared[] {
  const local = new Map(
    program.body.flatMap((statement) => declaredBy(statement, text)).map((each) => [each.name, each]),
  );
  const exported = program.body.flatMap((statement): readonly Declared[] => {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
        return [
          ...(statement.declaration ? declaredBy(statement.declaration, text) : []),
          ...statement.specifiers.flatMap(({ local: from, exported: to }) =>
            known(nameOf(from), nameOf(to), local, statement.source === null),
          ),
        ];
      case 'ExportDefaultDeclaration':
        return asDefault(statement.declaration, text, local);
      case 'ExportAllDeclaration':
        return [
          {
            name: statement.exported ? nameOf(statement.exported) : `all of ${statement.source.value}`,
            parameters: null,
          },
        ];
      case 'ExpressionStatement':
        return byCommonJs(statement.expression, text, local);
      default:
        return [];
    }
  });
  return [...new Map(exported.map((each) => [each.name, each])).values()];
}

type Known = ReadonlyMap<string, Declared>;

/** A thing and its members, under the name that it is exported by. */
function known(from: string, to: string, local: Known, isOwn: boolean): readonly Declared[] {
  const own = isOwn ? [...local.values()].filter(({ name }) => name === from || name.startsWith(`${from}.`)) : [];
  if (own.length === 0) return [{ name: to, parameters: null }];
  return own.map((each) => ({ ...each, name: to + each.name.slice(from.length) }));
}

function declaredBy(node: Ast.Node, text: string): readonly Declared[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return node.id ? [{ name: node.id.name, parameters: parametersOf(node.params, text) }] : [];
    case 'ClassDeclaration':
      return node.id ? membersOf(node, node.id.name, text) : [];
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id, init }) =>
        namesIn(id).map((name) => ({ name, parameters: id.type === 'Identifier' && init ? called(init, text) : null })),
      );
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      return [{ name: node.id.name, parameters: null }];
    case 'ExportNamedDeclaration':
      return node.declaration ? declaredBy(node.declaration, text) : [];
    default:
      return [];
  }
}

function asDefault(node: Ast.Node, text: string, local: Known): readonly Declared[] {
  if (node.type === 'Identifier') return known(node.name, 'default', local, true);
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return membersOf(node, 'default', text);
  return [{ name: 'default', parameters: called(node, text) }];
}

/** `exports.a = …`, `module.exports.a = …`, `module.exports = { a, b }`. */
function byCommonJs(node: Ast.Expression, text: string, local: Known): readonly Declared[] {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return [];
  const place = text.slice(node.left.start, node.left.end);
  const one = /^(?:module\.)?exports\.(\w+)$/.exec(place)?.[1];
  if (one && one !== 'exports') return [{ name: one, parameters: called(node.right, text) }];
  if (place !== 'module.exports') return [];
  if (node.right.type !== 'ObjectExpression') return asDefault(node.right, text, local);
  return node.right.properties.flatMap((property) => {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') return [];
    if (property.value.type === 'Identifier') return known(property.value.name, property.key.name, local, true);
    return [{ name: property.key.name, parameters: called(property.value, text) }];
  });
}

function membersOf({ body, superClass }: Ast.Class, name: string, text: string): readonly Declared[] {
  const members = body.body.flatMap((member): readonly Declared[] => {
    if (!('key' in member) || member.key.type !== 'Identifier' || isHidden(member)) return [];
    const isConstructor = member.key.name === 'constructor';
    const parameters = member.value ? called(member.value, text) : null;
    return [{ name: isConstructor ? name : `${name}.${member.key.name}`, parameters }];
  });
  if (members.some((member) => member.name === name)) return members;
  // Without a constructor of its own, a class takes what the one above it takes, or nothing.
  return [{ name, parameters: superClass ? null : [] }, ...members];
}

function isHidden(member: Ast.ClassElement): boolean {
  const isPrivate = 'accessibility' in member && member.accessibility === 'private';
  return isPrivate || ('key' in member && member.key.type === 'Identifier' && member.key.name.startsWith('_'));
}

function called(node: Ast.Node, text: string): readonly Parameter[] | null {
  const isFunction =
    node.type === 'FunctionExpression' ||
    node.type === 'FunctionDeclaration' ||
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'TSEmptyBodyFunctionExpression';
  return isFunction ? parametersOf(node.params, text) : null;
}

/** The fields of an object that is taken apart are given by name, the rest by place. */
function parametersOf(params: readonly Ast.ParamPattern[], text: string): readonly Parameter[] {
  return params.flatMap((param): readonly Parameter[] => {
    const pattern = param.type === 'TSParameterProperty' ? param.parameter : param;
    const [inner, optional] =
      pattern.type === 'AssignmentPattern'
        ? [pattern.left, true]
        : [pattern, 'optional' in pattern && pattern.optional];
    if (inner.type === 'RestElement') return [{ name: 'rest', optional: true, byName: false }];
    if (inner.type === 'Identifier')
      return inner.name === 'this' ? [] : [{ name: inner.name, optional: optional === true, byName: false }];
    if (inner.type !== 'ObjectPattern')
      return [{ name: text.slice(inner.start, inner.end), optional: optional === true, byName: false }];
    return inner.properties.flatMap((field) => {
      if (field.type !== 'Property' || field.key.type !== 'Identifier') return [];
      return [
        { name: field.key.name, optional: optional === true || field.value.type === 'AssignmentPattern', byName: true },
      ];
    });
  });
}

function namesIn(pattern: Ast.BindingPattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => namesIn(each.type === 'RestElement' ? each.argument : each.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) =>
        each ? namesIn(each.type === 'RestElement' ? each.argument : each) : [],
      );
  }
}

function nameOf(name: Ast.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}
