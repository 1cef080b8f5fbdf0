/**
 * One run at a time for each key. Whoever asks while one is under way shares the run that follows it, so that everybody is
 * told what was there after they asked, however many ask.
 */
export function shareNext<Result>(): (key: string, run: () => Promise<Result>) => Promise<Result> {
  type Lane = { running: Promise<unknown>; next: Promise<Result> | undefined };
  const lanes = new Map<string, Lane>();

  return (key, run) => {
    const lane = lanes.get(key);
    if (lane) {
      lane.next ??= lane.running.then(() => begin(key, run));
      return lane.next;
    }
    return begin(key, run);
  };

  function begin(key: string, run: () => Promise<Result>): Promise<Result> {
    const result = run();
    const lane: Lane = { running: result.catch(() => undefined), next: undefined };
    lanes.set(key, lane);
    void lane.running.then(() => {
      if (lane.next === undefined) lanes.delete(key);
    });
    return result;
  }
}
