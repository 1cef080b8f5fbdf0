const LISTED = /^[a-z]+(?:-[a-z]+)*$/;

/** A way of spending tokens badly as people read it: `repeated-context`, or what the analyst called it after `other: `. */
export function patternWords(pattern: string): string {
  return LISTED.test(pattern) ? pattern.replaceAll('-', ' ') : pattern.replace(/^other:\s*/i, '');
}
