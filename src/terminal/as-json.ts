/** JSON that says exactly what is there, with nothing in it that could steer a terminal. */
export const asJson = (value: unknown): string => harmless(JSON.stringify(value, null, 2));

/** The same on one line, as `--json` promises. */
export const asJsonLine = (value: unknown): string => harmless(JSON.stringify(value));

/** Below U+0020 JSON escapes by itself. Many readers of lines end one at U+2028, too. */
function harmless(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
