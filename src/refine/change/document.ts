import { type Document, parseDocument } from 'yaml';
import type { Json } from '../../domain/json.ts';

/** An alias that points at aliases grows like a bomb. */
const MOST_ALIASES = 100;

/** A file of JSON or YAML as its value, and as where in the text each part of that stands: JSON is YAML for the latter. */
export function readDocument(
  text: string,
  isJson: boolean,
): Readonly<{ value: Json; document: Document }> | Readonly<{ refused: string }> {
  try {
    // Silent, it would say nothing of a second document.
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    if (error) return { refused: `the file does not parse (${error.code.toLowerCase().replaceAll('_', ' ')})` };
    return { value: isJson ? JSON.parse(text) : document.toJS({ maxAliasCount: MOST_ALIASES }), document };
  } catch {
    return { refused: 'the file does not parse' };
  }
}
