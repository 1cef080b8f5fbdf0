/**
 * One text for one JSON value: RFC 8785, which sorts the keys
 * (https://www.rfc-editor.org/rfc/rfc8785), with one thing added. It refuses a
 * half surrogate pair; models and traces do hold some, so here it is escaped, as
 * `JSON.stringify` does. The text is always well-formed and without NUL, and
 * `JSON.parse` gives the value back exactly.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
