import type { NamesIn } from '../../ports.ts';

/** What Python imports, as dotted names with their leading dots (of `from a import b` both `a` and `a.b`), and its strings. */
export async function namesInPython(text: string): Promise<NamesIn> {
  const { parser } = await import('@lezer/python');
  const imports: string[] = [];
  const strings: string[] = [];
  parser.parse(text).iterate({
    enter({ name, from, to }) {
      if (name === 'ImportStatement') imports.push(...importedBy(text.slice(from, to)));
      if (name === 'String') strings.push(contentOf(text.slice(from, to)));
    },
  });
  return { imports, strings };
}

function importedBy(statement: string): readonly string[] {
  const plain = statement.replace(/\\\r?\n|#[^\n]*|[()\r\n]/g, ' ');
  const [, from, names = ''] = /^from\s+([.\w]+)\s+import\s+(.*)$/.exec(plain) ?? [];
  const listed = (from === undefined ? plain.replace(/^import\s+/, '') : names)
    .split(',')
    .flatMap((each) => /^\s*([\w.]+)/.exec(each)?.[1] ?? []);
  if (from === undefined) return listed;
  return [from, ...listed.map((name) => (from.endsWith('.') ? `${from}${name}` : `${from}.${name}`))];
}

/** Without its marks; what an escape would say is no path anyway. */
function contentOf(literal: string): string {
  const [, quotes = '', content = ''] = /^[a-z]*("""|'''|"|')([\s\S]*)$/i.exec(literal) ?? [];
  return content.endsWith(quotes) ? content.slice(0, content.length - quotes.length) : content;
}
