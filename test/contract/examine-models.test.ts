import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { examineModels } from '../../src/examine.ts';
import { modelsOf } from '../../src/wiring-of-models.ts';
import { json, someServer } from './serve-answers.ts';
import { vendors } from './vendors.ts';

const serve = someServer();
const examined = (settings: Readonly<Record<string, string>>) => {
  const config = readConfig(settings);
  return Promise.all(examineModels(config, modelsOf(config)));
};

it('tries every model in use for real, each once', async () => {
  const asked: unknown[] = [];
  const [, anthropic] = vendors;
  const url = await serve((_request, response, body) => {
    asked.push(body.model);
    if (body.model === 'b') json(response, 404, { error: { message: 'no such model' } });
    else json(response, 200, anthropic?.says({ text: 'Yes.' }));
  });
  const reached = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url };
  const states = await examined({ ...reached, REFINERY_MODEL: 'anthropic/a', REFINERY_JUDGE_MODEL: 'anthropic/b' });
  expect(states).toEqual([
    { part: 'analyst', state: 'ok', says: 'claude-opus-5-2026 answers' },
    { part: 'replays', state: 'ok', says: 'claude-opus-5-2026 answers' },
    { part: 'judge', state: 'fault', says: expect.stringContaining('no such model') },
  ]);
  expect(asked.toSorted()).toEqual(['a', 'b']);
});

it('names the setting that each model lacks', async () => {
  const states = await examined({
    REFINERY_MODEL: 'anthropic/a',
    REFINERY_REPLAY_MODEL: 'openai/b',
    REFINERY_JUDGE_MODEL: 'openai/c',
  });
  expect(states).toMatchObject([
    { state: 'off', says: 'no ANTHROPIC_API_KEY for anthropic/a, so the analyst works by rules' },
    { state: 'off', says: expect.stringContaining('no OPENAI_API_KEY for openai/b, so nothing can be replayed') },
    { state: 'off', says: expect.stringContaining('no OPENAI_API_KEY for openai/c') },
  ]);
  const several = await examined({ REFINERY_MODEL: 'anthropic/a', REFINERY_MODEL_REPLY: 'openai/b, rules' });
  expect(several.slice(0, 2)).toMatchObject([
    { part: 'analyst', state: 'off', says: 'no ANTHROPIC_API_KEY for anthropic/a, so it is passed over' },
    { part: 'analyst', state: 'off', says: 'no OPENAI_API_KEY for openai/b, so it is passed over' },
  ]);
  const [analyst] = await examined({ REFINERY_MODEL: 'rules' });
  expect(analyst?.says).toBe('REFINERY_MODEL is "rules", so the analyst works by rules');
});
