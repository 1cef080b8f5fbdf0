import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import type { Diagnosed } from '../../src/domain/case.ts';
import { modelThat, type ScriptedModel, words } from '../contract/scripted-model.ts';
import { filledIn } from '../filled-in.ts';
import { jsonIn, refinery } from '../refinery.ts';
import { emptyStore } from '../stores.ts';

/** The same trace with the same expectation, again: what was answered is known, unless `--fresh`. */
let folder: string;
let sample: Sample;
let model: ScriptedModel;
let settings: Readonly<Record<string, string>>;
let questions = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-fresh-'));
  sample = await startSample({ dir: join(folder, 'sample') });
  model = await modelThat((request) => {
    const { format } = (request as { text?: { format?: { schema?: object } } }).text ?? {};
    if (!format?.schema) return words('Yes, I remember.');
    questions++;
    return words(JSON.stringify(filledIn(format.schema as never, `Answer ${questions}.`)));
  });
  settings = {
    REFINERY_DATA: await emptyStore(join(folder, 'data')),
    OPENAI_API_KEY: 'some-key',
    OPENAI_BASE_URL: model.url,
    REFINERY_MODEL: 'openai/some',
    // A case that ended is a lesson for the next, which is then another input.
    REFINERY_GUIDES: 'off',
  };
});
afterAll(async () => {
  model.close();
  await sample.close();
  await rm(folder, { recursive: true });
});

async function asked(...command: readonly string[]) {
  const before = questions;
  const { diagnosis, diagnosedBy } = jsonIn<Diagnosed>(await refinery([...command, '--dry', '--json'], settings));
  return { count: questions - before, summary: diagnosis.summary, known: diagnosedBy.known === true };
}

it('asks once for the same, and anew where somebody wants that', { timeout: 120_000 }, async () => {
  const [failure] = sample.failures;
  const open = ['case', failure?.exportPath ?? '', '--expected', failure?.expectation ?? '', '--repo', sample.repo];
  const first = await asked(...open);
  const { count } = first;
  expect(count).toBeGreaterThan(2);
  expect(first.known).toBe(false);
  expect(await asked(...open)).toEqual({ count: 0, summary: first.summary, known: true });
  const anew = await asked(...open, '--fresh');
  expect(anew).toMatchObject({ count, known: false });
  const again = await asked('case', 'RF-1', '--fresh');
  expect(again).toMatchObject({ count, known: false });
  expect(new Set([first, anew, again].map(({ summary }) => summary)).size).toBe(3);
  // Gone on with, it is not asked again.
  expect(await asked('case', 'RF-1')).toMatchObject({ count: 0, summary: again.summary });

  const { out } = await refinery(['saw', 'RF-2'], settings);
  expect(out).toContain('for an earlier case, which asked the very same');
  expect(out).toContain(first.summary);

  expect(await refinery(['stop', 'RF-1'], settings)).toMatchObject({ code: 0 });
  const ended = await refinery(['case', 'RF-1', '--fresh'], settings);
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('RF-1 has come to its end') });
});
