/** On one line, cut at a word where it is longer than `length` characters, with an ellipsis. */
export function shorten(text: string, length = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const start = line.slice(0, length - 1);
  return `${(/^.+(?= )/.exec(start)?.[0] ?? start).toWellFormed()}…`;
}
