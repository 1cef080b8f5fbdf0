/**
 * Begins to count the processor time that this process spends, and tells it in
 * milliseconds. Unlike the time on a clock it is no longer on a machine that has
 * other work to do, so a bound on it can be tested.
 */
export function countSpentMs(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
