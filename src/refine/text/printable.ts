/** Bounds for looking through nested data. */
const MOST_DEPTH = 200;

/** Text from outside must not steer a terminal: control characters but tab and line break, and signs that turn the direction of writing, are shown as �. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** The same for every text in plain data, keys left alone. */
export function printableData<Data>(data: Data): Data {
  return cleaned(data, 0) as Data;
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return value;
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cleaned(entry, depth + 1)]));
}
