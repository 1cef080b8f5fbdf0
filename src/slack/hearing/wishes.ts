/** What may follow an expectation: where the case belongs, and what it is worked on with. */
export type Wishes = Readonly<{ project?: string; model?: string; repo?: string; files?: readonly string[] }>;

const KINDS = ['project', 'model', 'repo', 'files'] as const;
/** The last of them in a text. `files` takes several, with commas. Anything else is part of the expectation. */
const LAST =
  /(?:^|\s)(project|model|repo|files)\s?[:=]\s?("[^"]{1,500}"|“[^”]{1,500}”|[^\s"“”,]{1,300}(?:,\s?[^\s"“”,]{1,300}){0,20})$/iu;

/** A text without the wishes at its end, and those. Named twice, the last one counts. */
export function takeWishes(text: string): Readonly<{ rest: string; wishes: Wishes }> {
  let rest = text.trimEnd();
  let wishes: Wishes = {};
  for (let found = LAST.exec(rest); found; found = LAST.exec(rest)) {
    const [, name = '', value = ''] = found;
    const kind = KINDS.find((known) => known === name.toLowerCase());
    if (kind) wishes = { ...wished(kind, value.replace(/^["“]|["”]$/gu, '').trim()), ...wishes };
    rest = rest.slice(0, found.index).trimEnd();
  }
  return { rest, wishes };
}

function wished(kind: (typeof KINDS)[number], value: string): Wishes {
  if (kind !== 'files') return { [kind]: value };
  return {
    files: value
      .split(',')
      .map((path) => path.trim())
      .filter(Boolean),
  };
}

/** As they are typed, each with a space before it. */
export function wishesText(wishes: Wishes): string {
  return KINDS.flatMap((kind) => {
    const value = kind === 'files' ? wishes.files?.join(',') : wishes[kind];
    if (value === undefined) return [];
    return [` ${kind}: ${/[\s,]/.test(value) && kind !== 'files' ? `"${value}"` : value}`];
  }).join('');
}
