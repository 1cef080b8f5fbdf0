import { isHole, isOwn, isText, type Part, type Repeat, type Variables } from './part.ts';
import { filtered } from './text-filters.ts';

/** What names mean at one place: those of the innermost repetition first. */
type Scope = Readonly<{ variables: Variables; as: Repeat['as']; outer: Scope | undefined }>;

/** The template rendered; `undefined` when it asks for something that `variables` does not have. */
export function fill(parts: readonly Part[], variables: Variables): string | undefined {
  return filledIn(parts, { variables, as: 'all', outer: undefined });
}

function filledIn(parts: readonly Part[], scope: Scope): string | undefined {
  let text = '';
  for (const part of parts) {
    const more = filledPart(part, scope);
    if (more === undefined) return undefined;
    text += more;
  }
  return text;
}

function filledPart(part: Part, scope: Scope): string | undefined {
  if (isText(part)) return part.text;
  if (isHole(part)) {
    const known = lookUp(part.variable, scope);
    if (typeof known === 'string') return known;
    const base = part.made && lookUp(part.made.of, scope);
    return typeof base === 'string' && part.made ? filtered(base, part.made.by) : undefined;
  }
  if ('each' in part) {
    const items = lookUp(part.each, scope);
    if (items === false) return filledIn(part.otherwise, scope);
    if (!Array.isArray(items)) return undefined;
    if (items.length === 0) return filledIn(part.otherwise, scope);
    const texts = items.map((variables) => filledIn(part.parts, { variables, as: part.as, outer: scope }));
    return texts.every((each) => each !== undefined) ? texts.join('') : undefined;
  }
  for (const { when, is, parts } of part.branches) {
    const holds = when === null ? is : isSo(lookUp(when, scope));
    if (holds === undefined) return undefined;
    if (holds === is) return filledIn(parts, scope);
  }
  return '';
}

function lookUp(name: string, scope: Scope | undefined): Variables[string] | undefined {
  if (!scope) return undefined;
  const { variables, as, outer } = scope;
  if (!isOwn(name, as)) return lookUp(name, outer);
  if (Object.hasOwn(variables, name)) return variables[name];
  return as === 'all' ? lookUp(name, outer) : undefined;
}

/** A list stands for a condition, too: it holds when something is in it. */
function isSo(known: Variables[string] | undefined): boolean | undefined {
  if (typeof known === 'boolean') return known;
  return Array.isArray(known) ? known.length > 0 : undefined;
}
