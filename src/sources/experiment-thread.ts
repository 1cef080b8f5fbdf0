import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { EvalAnswer } from '../ports.ts';

/** What this thread is told. `name` begins the experiment's; LangSmith's SDK puts something random behind it. */
export type ThreadOrder = Readonly<{
  apiUrl: string;
  apiKey: string;
  datasetId: string;
  exampleIds: readonly string[];
  name: string;
  atATime: number;
}>;

/**
 * `evaluate()` of langsmith 0.10.5, in a thread of its own: it prints to the console as it goes, and it asks git about
 * the folder that it runs in and sends what it hears, the author's address among it. Here the console leads nowhere,
 * and there are no other processes.
 */
registerHooks({
  resolve(specifier, context, next) {
    // The SDK foresees that there are none, as in a browser.
    if (specifier === 'child_process') throw new Error('no other processes in here');
    return next(specifier, context);
  },
});

const { apiUrl, apiKey, datasetId, exampleIds, name, atATime }: ThreadOrder = workerData;
const asked = new Map<string, (answer: EvalAnswer) => void>();
parentPort?.on('message', ({ id, answer }: { id: string; answer: EvalAnswer }) => asked.get(id)?.(answer));
const ask = (id: string): Promise<EvalAnswer> =>
  new Promise((answered) => {
    asked.set(id, answered);
    parentPort?.postMessage({ ask: id });
  });

const [{ Client }, { evaluate }] = await Promise.all([import('langsmith'), import('langsmith/evaluation')]);
const client = new Client({
  apiUrl,
  apiKey,
  // A redirect would carry the key to another host.
  fetchImplementation: (input, init) => fetch(input, { ...init, redirect: 'error' }),
});
const examples = [];
for await (const example of client.listExamples({ datasetId, exampleIds: [...exampleIds] })) examples.push(example);

const idOf = new Map(examples.map(({ id, inputs }) => [inputs, id]));
const answers = new Map<string, EvalAnswer>();
const results = await evaluate(
  async (inputs: object) => {
    const id = idOf.get(inputs) ?? '';
    const answer = await ask(id);
    answers.set(id, answer);
    return { answer: answer.answer };
  },
  {
    data: examples,
    client,
    experimentPrefix: name,
    maxConcurrency: atATime,
    disableEvaluatorTracing: true,
    evaluators: [
      ({ example }: { example: { id: string } }) => {
        const { passed = null, comment = null } = answers.get(example.id) ?? {};
        return {
          key: 'passed',
          ...(passed !== null && { score: Number(passed) }),
          ...(comment !== null && { comment }),
        };
      },
    ],
  },
);
const { id } = await client.readProject({ projectName: results.experimentName });
parentPort?.postMessage({ done: id });
parentPort?.close();
