/**
 * Keeps the last few answers to questions that always have the same one. Whoever asks meanwhile waits for the same;
 * a failure is not kept, nor is what `isKept` refuses.
 */
export function lastFew<Value>(most: number, isKept: (value: Value) => boolean = () => true) {
  const kept = new Map<string, Promise<Value>>();
  return (key: string, find: () => Promise<Value>): Promise<Value> => {
    const value = kept.get(key) ?? find();
    kept.delete(key);
    kept.set(key, value);
    const drop = () => kept.delete(key);
    value.then((found) => isKept(found) || drop(), drop);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
