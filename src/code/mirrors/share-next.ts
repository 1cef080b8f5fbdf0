/**
 * One piece of work at a time for each key. Whoever asks while one is running shares the next one with all others who
 * ask meanwhile: what it finds is newer than their question.
 */
export function shareNext<Key, Result>(work: (key: Key) => Promise<Result>): (key: Key) => Promise<Result> {
  const running = new Map<Key, Promise<unknown>>();
  const waiting = new Map<Key, Promise<Result>>();
  return (key) => {
    const shared = waiting.get(key);
    if (shared) return shared;
    const before = running.get(key) ?? Promise.resolve();
    const next = before.then(
      () => begin(key),
      () => begin(key),
    );
    waiting.set(key, next);
    return next;
  };

  function begin(key: Key): Promise<Result> {
    waiting.delete(key);
    const now = work(key);
    running.set(key, now);
    return now;
  }
}
