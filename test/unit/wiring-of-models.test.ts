import { expect, it } from 'vitest';
import { readConfig, settingNames } from '../../src/config.ts';
import { missingFor, modelsOf } from '../../src/wiring-of-models.ts';
import { someCall } from './some.ts';

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
  if (missing) expect(settingNames).toContain(missing);
});

it.each([
  ['where it was recorded', { ANTHROPIC_API_KEY: 'k' }, 'claude-opus-5', 'anthropic/claude-opus-5'],
  ['by the usual model where it was not', { ANTHROPIC_API_KEY: 'k' }, 'gemini-3-pro', 'openai/gpt-6.1-terra'],
  [
    'where it was recorded, of many',
    { ANTHROPIC_API_KEY: 'k', GEMINI_API_KEY: 'k' },
    'gemini-3-pro',
    'gemini/gemini-3-pro',
  ],
])('plays a call %s', (_where, environment, model, expected) => {
  const { replayer } = modelsOf(readConfig({ ...key, ...environment }));
  expect(replayer?.players?.of(someCall({ model })).name).toBe(expected);
});

it.each([
  ['one provider', {}],
  ['a model that is set for all replays', { ANTHROPIC_API_KEY: 'k', REFINERY_REPLAY_MODEL: 'openai/b' }],
])('has nobody to choose from with %s', (_with, environment) => {
  expect(modelsOf(readConfig({ ...key, ...environment })).replayer?.players).toBeUndefined();
});
