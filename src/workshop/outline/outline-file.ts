import { NO_OUTLINE, type Outline } from '../../domain/outline.ts';
import { digestOf } from '../../refine/case/digest.ts';
import { numberTwins } from './number-twins.ts';
import { outlineData } from './outline-data.ts';
import { outlinePython } from './outline-python.ts';
import { outlineScript } from './outline-script.ts';
import { isLineManifest, packagesInLines } from './packages-in.ts';

/** A parser may need a thousand times the memory of the text that it reads. */
const MOST_CHARS = 1_000_000;
const MOST_ALIASES = 100;

/**
 * What a file declares; `null` when nothing here reads it, or it is too large to.
 *
 * @param language as `checkSyntax` told it, of a text in which it found no problem
 */
export async function outlineFile(path: string, text: string, language: string | null): Promise<Outline | null> {
  if (text.length > MOST_CHARS) return null;
  switch (language) {
    case 'typescript':
      return outlineScript(path, text);
    case 'python':
      return outlinePython(text);
    case 'json':
      return outlineData(path, JSON.parse(text));
    case 'jsonl':
      return outlineData(
        path,
        linesOf(text).map((line): unknown => JSON.parse(line)),
      );
    case 'yaml':
      return outlineData(path, await yamlIn(text));
    case 'toml':
      return outlineData(path, (await import('smol-toml')).parse(text));
    default:
      if (isLineManifest(path)) return { ...NO_OUTLINE, packages: packagesInLines(text) };
      return /\.[ct]sv$/i.test(path) ? { ...NO_OUTLINE, rows: recordsIn(text) } : null;
  }
}

/** Of several documents a list; of one its value. */
async function yamlIn(text: string): Promise<unknown> {
  const { parseAllDocuments } = await import('yaml');
  const values = parseAllDocuments(text, { logLevel: 'silent' }).map((each): unknown =>
    each.toJS({ maxAliasCount: MOST_ALIASES }),
  );
  return values.length === 1 ? values[0] : values;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Records of CSV, each with its line breaks in quotes, by its first field. */
function recordsIn(text: string): Outline['rows'] {
  const records: string[] = [];
  let open: string[] = [];
  let inQuotes = false;
  for (const line of text.split(/\r?\n/)) {
    open.push(line);
    if (line.split('"').length % 2 === 0) inQuotes = !inQuotes;
    if (inQuotes) continue;
    records.push(open.join('\n'));
    open = [];
  }
  const rows = [...records, open.join('\n')].filter((record) => record.trim() !== '');
  const keyOf = (record: string) => record.slice(0, 80).split(/[,;\t]/, 1)[0] ?? '';
  return numberTwins(
    'key',
    rows.map((record) => ({
      key: keyOf(record),
      digest: digestOf(record),
      holds: record.split(/[,;\t]/).filter((field) => field.replaceAll('"', '').trim() !== '').length,
    })),
  );
}
