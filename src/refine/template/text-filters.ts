/** Filters that make one text of another, and are the same in every language that has them. */
const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  safe: (text) => text,
  string: (text) => text,
};

export const isTextFilter = (name: string): boolean => Object.hasOwn(FILTERS, name);

/** `undefined` when one of the filters is not known. */
export function filtered(text: string, by: readonly string[]): string | undefined {
  return by.reduce<string | undefined>(
    (made, name) => (made === undefined || !isTextFilter(name) ? undefined : FILTERS[name]?.(made)),
    text,
  );
}
