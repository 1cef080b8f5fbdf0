/**
 * One run at a time for each key. Whoever asks while one is under way waits for the run that follows, which takes the
 * latest that was asked; what came in between is dropped.
 */
export function latestOnly<Value, Result>(
  run: (value: Value) => Promise<Result>,
): (key: string, value: Value) => Promise<Result> {
  type Lane = { running: Promise<unknown>; waiting: { value: Value; result: Promise<Result> } | undefined };
  const lanes = new Map<string, Lane>();

  return (key, value) => {
    const lane = lanes.get(key) ?? { running: Promise.resolve(), waiting: undefined };
    lanes.set(key, lane);
    if (lane.waiting) {
      lane.waiting.value = value;
      return lane.waiting.result;
    }
    const next = lane.running.then(() => {
      const latest = lane.waiting?.value ?? value;
      lane.waiting = undefined;
      const result = run(latest);
      lane.running = result.catch(() => undefined);
      void lane.running.then(() => {
        if (!lane.waiting) lanes.delete(key);
      });
      return result;
    });
    lane.waiting = { value, result: next };
    return next;
  };
}
