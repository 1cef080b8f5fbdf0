import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { missingFor, modelsOf } from '../../src/wiring-of-models.ts';

const named = (environment: Readonly<Record<string, string>>) => {
  const { analyst, replayer, judge } = modelsOf(readConfig(environment));
  return [analyst?.name, replayer?.name, judge?.name];
};
const key = { OPENAI_API_KEY: 'a key' };

it.each([
  ['nothing without a key', {}, [undefined, undefined, undefined]],
  ['one model for all', { ...key, REFINERY_MODEL: 'openai/a' }, ['openai/a', 'openai/a', 'openai/a']],
  [
    'a model for each',
    { ...key, REFINERY_MODEL: 'openai/a', REFINERY_REPLAY_MODEL: 'openai/b', REFINERY_JUDGE_MODEL: 'openai/c' },
    ['openai/a', 'openai/b', 'openai/c'],
  ],
  [
    'rules that still replay and judge by a model',
    { ...key, REFINERY_MODEL: 'rules' },
    [undefined, 'openai/gpt-6.1-terra', 'openai/gpt-6.1-terra'],
  ],
  [
    'the stand-in for replays alone',
    { REFINERY_STAND_IN_URL: 'http://127.0.0.1:9/v1' },
    [undefined, 'stand-in', undefined],
  ],
  [
    'models of several providers',
    { ...key, ANTHROPIC_API_KEY: 'k', REFINERY_MODEL: 'anthropic/a', REFINERY_JUDGE_MODEL: 'openai/b' },
    ['anthropic/a', 'anthropic/a', 'openai/b'],
  ],
  [
    'a server of one’s own without a key',
    {
      REFINERY_COMPATIBLE_URL: 'http://ollama:11434/v1',
      REFINERY_MODEL: 'compatible/qwen3',
      GEMINI_API_KEY: 'k',
      REFINERY_JUDGE_MODEL: 'gemini/a',
    },
    ['compatible/qwen3', 'compatible/qwen3', 'gemini/a'],
  ],
  ['none of a provider without its key', { ...key, REFINERY_MODEL: 'anthropic/a' }, [undefined, undefined, undefined]],
])('opens %s', (_, environment, models) => {
  expect(named(environment)).toEqual(models);
});

it.each([
  ['openai/a', {}, 'OPENAI_API_KEY'],
  ['anthropic/a', key, 'ANTHROPIC_API_KEY'],
  ['gemini/a', key, 'GEMINI_API_KEY'],
  ['compatible/a', key, 'REFINERY_COMPATIBLE_URL'],
  ['compatible/a', { REFINERY_COMPATIBLE_URL: 'http://127.0.0.1:9/v1' }, undefined],
  ['openai/a', key, undefined],
])('for %s, with %j, lacks %s', (name, environment, missing) => {
  expect(missingFor(name, readConfig(environment))).toBe(missing);
});
