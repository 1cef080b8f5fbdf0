import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import type { EvalAnswer } from '../ports.ts';
import type { ThreadOrder } from './experiment-thread.ts';

const Told = z.union([z.object({ ask: z.string() }), z.object({ done: z.string() })]);
const DETAIL_CHARS = 200;

/**
 * Has an experiment recorded, and answers for each of its examples.
 *
 * @returns its id
 * @throws RefineryError source-unavailable; what `answer` throws
 */
export function runExperiment(
  order: ThreadOrder,
  answer: (exampleId: string) => Promise<EvalAnswer>,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./experiment-thread.ts', import.meta.url), {
    workerData: order,
    // Neither our keys nor what names this machine; and nothing that it prints.
    env: {},
    stdout: true,
    stderr: true,
  });
  thread.unref();
  const ended = new Promise<string>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    thread.on('error', (cause) => reject(unavailable(cause)));
    thread.on('exit', () => reject(unavailable('it ended early')));
    thread.on('message', (message: unknown) => {
      const told = Told.parse(message);
      if ('done' in told) return resolve(told.done);
      answer(told.ask).then((given) => thread.postMessage({ id: told.ask, answer: given }), reject);
    });
  });
  return ended.finally(() => thread.terminate());
}

function unavailable(cause: unknown): RefineryError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new RefineryError('source-unavailable', `LangSmith, experiment: ${detail.slice(0, DETAIL_CHARS)}`);
}
