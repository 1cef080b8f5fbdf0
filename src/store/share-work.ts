/**
 * One piece of work for each key at a time: whoever asks while it is under way
 * waits for the same promise. A cache alone would be filled ten times at once.
 */
export function shareWork<Result>(): (key: string, work: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (key, work) => {
    const begun = underWay.get(key);
    if (begun) return begun;
    const promise = work().finally(() => underWay.delete(key));
    underWay.set(key, promise);
    return promise;
  };
}
