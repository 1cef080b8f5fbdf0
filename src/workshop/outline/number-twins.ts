/** Those that share a name are told apart by ` (2)`, so that one of two can't go unseen. */
export function numberTwins<Field extends string, Item extends Readonly<Record<Field, string>>>(
  field: Field,
  items: readonly Item[],
): readonly Item[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const count = (seen.get(item[field]) ?? 0) + 1;
    seen.set(item[field], count);
    return count === 1 ? item : { ...item, [field]: `${item[field]} (${count})` };
  });
}
