import { stringify } from 'yaml';
import type { Json } from '../../domain/json.ts';

/**
 * A value as JSON, which YAML reads in braces and brackets, too: in lines where what stood there before was.
 *
 * @param around.margin what its last line begins with
 * @param around.unit by what the file indents
 */
export function flowForm(
  value: Json,
  {
    isJson,
    old,
    margin,
    unit = '  ',
  }: Readonly<{ isJson: boolean; old: string; margin: string; unit?: string | undefined }>,
): string {
  const inLines = isJson && old.includes('\n');
  return inLines ? JSON.stringify(value, null, unit).replaceAll('\n', `\n${margin}`) : JSON.stringify(value);
}

/**
 * A value in the forms that YAML has for it where indentation tells, in the form of the old one first. Those that take
 * lines of their own begin with a line break.
 *
 * @param around.depth how far its own lines are indented
 */
export function blockForms(value: Json, { depth, old }: Readonly<{ depth: number; old: string }>): readonly string[] {
  const json = JSON.stringify(value);
  if (typeof value === 'object' && value !== null) {
    const isEmpty = Object.keys(value).length === 0;
    const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
    return isEmpty ? [json] : [`\n${indented(lines, depth)}`, json];
  }
  if (typeof value !== 'string') return [json];
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  const single = value.includes('\n') ? [] : [`'${value.replaceAll("'", "''")}'`];
  const lines = value.includes('\n') || /^[|>]/.test(old) ? [literal(value, depth)] : [];
  if (old.startsWith('"')) return [...lines, json];
  if (old.startsWith("'")) return [...lines, ...single, json];
  return [...lines, ...(plain.includes('\n') ? [] : [plain]), json];
}

/** In lines of its own, as prompts are. What begins with a space would need more to say so, and is quoted instead. */
function literal(value: string, depth: number): string {
  const ends = /\n*$/.exec(value)?.[0].length ?? 0;
  const chomp = ends === 0 ? '-' : ends === 1 ? '' : '+';
  return `|${chomp}\n${indented(value.replace(/\n$/, '').split('\n'), depth)}`;
}

const indented = (lines: readonly string[], depth: number): string =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(depth) + line)).join('\n');
