import { z } from 'zod';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import type { EvalExample, EvalSets } from '../ports.ts';
import { apiOf, linkToExperiments } from '../refine/trace/langsmith-link.ts';
import { at, isObject, listAt, objectAt, textAt } from '../refine/trace/look-into-json.ts';
import { demandKey, type LangSmithOptions, lineTo } from './langsmith.ts';
import { askV1, type Line } from './langsmith-line.ts';
import { runExperiment } from './run-experiment.ts';

const LARGEST_PAGE = 100;
/** Models are asked several at a time anyway; LangSmith's own limits are far above. */
const AT_A_TIME = 8;

/** Datasets of a LangSmith, and experiments on them. */
export function langSmithEvalSets(options: LangSmithOptions): EvalSets {
  const apiUrl = apiOf(options.endpoint);
  return {
    async examples(dataset, most, signal) {
      demandKey(options);
      const line = await lineTo(apiUrl, options, async () => {}, signal);
      const { id, count } = await findDataset(line, dataset);
      const examples: EvalExample[] = [];
      while (examples.length < most) {
        const limit = Math.min(LARGEST_PAGE, most - examples.length);
        const page = await askV1(line, `/examples?${params({ dataset: id, limit, offset: examples.length })}`);
        const read = listAt({ page }, 'page').flatMap(exampleOf);
        examples.push(...read);
        if (read.length < limit) break;
      }
      return { id, examples, of: Math.max(count, examples.length) };
    },

    async experiment({ datasetId, exampleIds, name, beside }, answer, signal) {
      demandKey(options);
      const order = { apiUrl, apiKey: options.apiKey ?? '', datasetId, exampleIds, name, atATime: AT_A_TIME };
      const id = await runExperiment(order, answer, signal);
      return { id, url: linkToExperiments(apiUrl, datasetId, beside === null ? [id] : [beside, id]) };
    },
  };
}

async function findDataset(line: Line, dataset: string): Promise<Readonly<{ id: string; count: number }>> {
  const isId = z.uuid().safeParse(dataset).success;
  const path = isId ? `/datasets/${dataset}` : `/datasets?${params({ name: dataset, limit: 1 })}`;
  const answer = await askV1(line, path).catch((error: unknown) => {
    if (kindOf(error) === 'trace-not-found') return null;
    throw error;
  });
  const found = isId ? answer : at(answer, 0);
  const id = textAt(found, 'id');
  if (id === null) throw new RefineryError('dataset-not-found', `LangSmith has no dataset ${JSON.stringify(dataset)}`);
  const count = at(found, 'example_count');
  return { id, count: typeof count === 'number' ? count : 0 };
}

function exampleOf(recorded: Json): readonly EvalExample[] {
  const id = textAt(recorded, 'id');
  const outputs: Json = at(recorded, 'outputs') ?? null;
  return id === null ? [] : [{ id, inputs: objectAt(recorded, 'inputs'), outputs: isObject(outputs) ? outputs : null }];
}

const params = (values: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
