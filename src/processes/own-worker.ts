import { type ChildProcess, fork } from 'node:child_process';

/**
 * Asks one thing after the other of a script in a process of its own, which is started on first use, bounded in time and
 * memory, and replaced when something was too much for it (`docs/decisions/006-a-process-for-hostile-files.md`).
 * The script answers each message with one of its own.
 */
export type OwnWorker<Question, Answer> = Readonly<{
  /** `undefined` when it died of the question, or was too slow. @throws Error once closed */
  ask(question: Question): Promise<Answer | undefined>;
  close(): Promise<void>;
}>;

/**
 * @param bounds.patienceMs for one question, from when its turn has come
 * @param bounds.idleMs how long it is kept for the next one; its memory is given back then. Not set: for ever
 */
export function ownWorker<Question, Answer>(
  script: string,
  bounds: Readonly<{ patienceMs: number; mostMemoryMb: number; idleMs?: number }>,
): OwnWorker<Question, Answer> {
  let worker: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let resting: NodeJS.Timeout | undefined;
  let isClosed = false;

  function workerAtHand(): ChildProcess {
    if (worker) return worker;
    const started = startWorker(script, bounds.mostMemoryMb);
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started;
    return started;
  }

  function stopWorker(): void {
    worker?.kill('SIGKILL');
    worker = undefined;
  }

  async function askNext(question: Question): Promise<Answer | undefined> {
    clearTimeout(resting);
    const answer = isClosed ? undefined : await answerOf<Answer>(workerAtHand(), question, bounds.patienceMs);
    // What was not finished because we end was not too much.
    if (isClosed) throw new Error('it is closed');
    if (answer === undefined) stopWorker();
    if (bounds.idleMs !== undefined) resting = setTimeout(stopWorker, bounds.idleMs).unref();
    return answer;
  }

  return {
    ask(question) {
      const turn = last.then(() => askNext(question));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      isClosed = true;
      clearTimeout(resting);
      stopWorker();
    },
  };
}

/** Without our environment, so without our keys; in a group of its own, so that Ctrl-C is not taken for a crash. */
function startWorker(script: string, mostMemoryMb: number): ChildProcess {
  const worker = fork(script, [], {
    env: {},
    execArgv: [`--max-old-space-size=${mostMemoryMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  // Without a listener, a worker that can't even start would end us.
  worker.on('error', () => undefined);
  worker.unref();
  worker.channel?.unref();
  return worker;
}

function answerOf<Answer>(worker: ChildProcess, question: unknown, patienceMs: number): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const settle = (answer?: Answer) => {
      clearTimeout(timer);
      worker.off('message', settle).off('exit', fail).off('error', fail);
      resolve(answer);
    };
    const fail = () => settle();
    const timer = setTimeout(fail, patienceMs);
    worker.on('message', settle).on('exit', fail).on('error', fail);
    worker.send(question as object, (error) => error && fail());
  });
}
