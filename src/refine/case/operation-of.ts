/** A step's name without the numbers and names of what it is about: `read part 3/7` is `read part`. */
export function operationOf(step: string): string {
  const words = step.split(' ');
  const end = words.findIndex((word) => !/^[a-z-]+$/.test(word));
  return words.slice(0, end === -1 ? 4 : Math.min(end, 4)).join(' ') || 'other';
}
