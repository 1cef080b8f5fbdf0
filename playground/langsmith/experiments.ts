import { showProject } from './api-v1.ts';
import type { JsonObject } from './json.ts';
import { type Desk, missing, ok, type Route } from './route.ts';
import type { Dataset, Example } from './shelf.ts';

const LARGEST_PAGE = 100;
const MADE_AT = '2026-06-01T08:00:00.000000+00:00';

/**
 * Datasets, and what `evaluate()` of langsmith 0.10.5 asks besides runs when it records an experiment on one.
 * Source: its `dist/evaluation/_runner.js` and the methods of `dist/client.js` that it calls.
 */
export const experiments: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/datasets$/,
    answer({ query }, _groups, desk) {
      const name = query.get('name');
      const found = desk.shelf.datasets().filter((dataset) => name === null || dataset.name === name);
      return ok(
        found.slice(0, Number(query.get('limit') ?? LARGEST_PAGE)).map((dataset) => showDataset(dataset, desk)),
      );
    },
  },
  {
    method: 'GET',
    path: /^\/datasets\/([^/]+)$/,
    answer(_asked, [id], desk) {
      const dataset = desk.shelf.datasets().find((known) => known.id === id);
      return dataset ? ok(showDataset(dataset, desk)) : missing('Dataset');
    },
  },
  {
    method: 'GET',
    path: /^\/examples$/,
    answer({ query }, _groups, { shelf }) {
      const dataset = shelf.datasets().find(({ id }) => id === query.get('dataset'));
      if (!dataset) return missing('Dataset');
      const ids = query.getAll('id');
      const wanted = dataset.examples.filter(({ id }) => ids.length === 0 || ids.includes(id));
      const offset = Number(query.get('offset') ?? 0);
      const limit = Math.min(Number(query.get('limit') ?? LARGEST_PAGE), LARGEST_PAGE);
      return ok(wanted.slice(offset, offset + limit).map((example) => showExample(example, dataset)));
    },
  },
  {
    method: 'PATCH',
    path: /^\/sessions\/([^/]+)$/,
    answer(_asked, [id], desk) {
      const project = desk.shelf.projects().find((known) => known.id === id);
      return project ? ok(showProject(project, desk)) : missing('Session');
    },
  },
];

function showDataset({ id, name, examples }: Dataset, { organisation }: Desk): JsonObject {
  const about = { description: null, data_type: 'kv', created_at: MADE_AT, modified_at: MADE_AT };
  return { id, name, tenant_id: organisation, example_count: examples.length, ...about };
}

function showExample({ id, inputs, outputs }: Example, { id: dataset }: Dataset): JsonObject {
  return { id, dataset_id: dataset, inputs, outputs, metadata: {}, created_at: MADE_AT, modified_at: MADE_AT };
}
