/**
 * Whether a name is what a pattern stands for: `*` for any signs, and the sign `one`, where there is such a thing, for any
 * single one. It goes back to the last star alone, for an earlier one need never take more than it did: so no name and no
 * pattern takes longer than the one times the other.
 */
export function matchesName(pattern: string, name: string, one?: '?'): boolean {
  let [inPattern, inName, star, tried] = [0, 0, -1, 0];
  while (inName < name.length) {
    const sign = pattern[inPattern];
    if (sign === '*') {
      star = inPattern++;
      tried = inName;
    } else if (sign !== undefined && (sign === one || sign === name[inName])) {
      inPattern++;
      inName++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inName = ++tried;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
