/** What happens, as it happens; and again after the connection was lost. */

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

/**
 * @param {string} as
 * @param {{ hear(event: import('../../slack/human-side.ts').HumanEvent): void, lost(): void, back(): void }} listener `back`: also at
 *   first; what happened meanwhile was missed
 * @returns {() => void} ends it
 */
export function listen(as, listener) {
  let waitMs = SHORTEST_WAIT_MS;
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const connect = () => {
    const opened = new EventSource(`/human/events?as=${encodeURIComponent(as)}`);
    source = opened;
    opened.addEventListener('open', () => {
      waitMs = SHORTEST_WAIT_MS;
      listener.back();
    });
    opened.addEventListener('message', ({ data }) => listener.hear(JSON.parse(data)));
    // The browser's own way of trying again ends at the first answer that is no stream.
    opened.addEventListener('error', () => {
      opened.close();
      listener.lost();
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
