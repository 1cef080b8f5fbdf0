/** What may follow an expectation: where the case belongs, and what it is worked on with. */
export type Wishes = Readonly<{ project?: string; model?: string; repo?: string }>;

const KINDS = ['project', 'model', 'repo'] as const;
/** The last of them in a text. Anything else is part of the expectation. */
const LAST = /(?:^|\s)(project|model|repo)\s?[:=]\s?("[^"]{1,500}"|“[^”]{1,500}”|[^\s"“”]{1,300})$/iu;

/** A text without the wishes at its end, and those. Named twice, the last one counts. */
export function takeWishes(text: string): Readonly<{ rest: string; wishes: Wishes }> {
  let rest = text.trimEnd();
  let wishes: Wishes = {};
  for (let found = LAST.exec(rest); found; found = LAST.exec(rest)) {
    const [, name = '', value = ''] = found;
    const kind = KINDS.find((known) => known === name.toLowerCase());
    if (kind) wishes = { [kind]: value.replace(/^["“]|["”]$/gu, '').trim(), ...wishes };
    rest = rest.slice(0, found.index).trimEnd();
  }
  return { rest, wishes };
}

/** As they are typed, each with a space before it. */
export function wishesText(wishes: Wishes): string {
  return KINDS.flatMap((kind) => {
    const value = wishes[kind];
    return value === undefined ? [] : [` ${kind}: ${/\s/.test(value) ? `"${value}"` : value}`];
  }).join('');
}
