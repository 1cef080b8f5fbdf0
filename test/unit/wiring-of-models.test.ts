import { expect, it } from 'vitest';
import { readConfig, settingNames } from '../../src/config.ts';
import { type Analyst, type Chain, chainFor, changeModels } from '../../src/flow/analyst/analyst.ts';
import { missingFor, modelsOf } from '../../src/wiring-of-models.ts';
import { someCall } from './some.ts';

const named = (environment: Readonly<Record<string, string>>) => {
  const { analyst, replayer, judge } = modelsOf(readConfig(environment));
  return [analyst?.usual.models[0]?.name, replayer?.name, judge?.name];
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
    'the first of a list for replays and the judge, too',
    { ...key, REFINERY_MODEL: 'openai/a, openai/b, rules' },
    ['openai/a', 'openai/a', 'openai/a'],
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

const analystIn = (environment: Readonly<Record<string, string>>) =>
  modelsOf(readConfig({ ...key, ...environment })).analyst;
const shown = ({ models, cheaper, rulesLast }: Chain) => [
  ...(cheaper ? [`${cheaper.model.name} up to ${cheaper.maxTokens}`] : []),
  ...models.map(({ name }) => name),
  ...(rulesLast ? ['rules'] : []),
];
const asked = (analyst: Analyst | undefined, question: string) =>
  analyst ? shown(chainFor(analyst, question)) : undefined;

it.each([
  ['the usual list', { REFINERY_MODEL: 'openai/a, openai/b' }, ['openai/a', 'openai/b']],
  ['a list with rules', { REFINERY_MODEL: 'openai/a, rules' }, ['openai/a', 'rules']],
  [
    'a cheaper model before it',
    { REFINERY_MODEL: 'openai/a', REFINERY_CHEAPER_MODEL: 'openai/c', REFINERY_CHEAPER_MAX_TOKENS: '7' },
    ['openai/c up to 7', 'openai/a'],
  ],
  ['its own list alone', { REFINERY_MODEL_DIAGNOSE: 'openai/d', REFINERY_CHEAPER_MODEL: 'openai/c' }, ['openai/d']],
  ['rules, though others are asked of models', { REFINERY_MODEL_DIAGNOSE: 'rules' }, ['rules']],
  [
    'a model, though others are answered by rules',
    { REFINERY_MODEL: 'rules', REFINERY_MODEL_DIAGNOSE: 'openai/d' },
    ['openai/d'],
  ],
])('a question is put to %s', (_, environment, expected) => {
  expect(asked(analystIn(environment), 'diagnose')).toEqual(expected);
});

it('is no analyst where rules answer everything', () => {
  expect(analystIn({ REFINERY_MODEL: 'rules', REFINERY_CHEAPER_MODEL: 'openai/c' })).toBeUndefined();
  expect(analystIn({ REFINERY_MODEL: 'rules', REFINERY_MODEL_REPLY: 'rules' })).toBeUndefined();
});

it('loses the models that a project may not use, in every list', () => {
  const analyst = analystIn({
    REFINERY_MODEL: 'openai/a, openai/b, rules',
    REFINERY_MODEL_REPLY: 'openai/a',
    REFINERY_CHEAPER_MODEL: 'openai/c',
  });
  const kept = (...names: string[]) =>
    analyst && changeModels(analyst, (model) => (names.includes(model.name) ? model : undefined));
  expect(asked(kept('openai/b'), 'diagnose')).toEqual(['openai/b', 'rules']);
  expect(asked(kept('openai/b'), 'reply')).toEqual([]);
  expect(asked(kept('openai/b', 'openai/c'), 'diagnose')).toEqual(['openai/c up to 10000', 'openai/b', 'rules']);
  expect(kept('openai/c')).toBeUndefined();
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
  ['by the stand-in where it was recorded with it', {}, 'stand-in-1', 'stand-in'],
  [
    'by the stand-in though a server takes every name',
    { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    'stand-in-1',
    'stand-in',
  ],
  ['by the usual model beside a stand-in', {}, 'gpt-5', 'openai/gpt-6.1-terra'],
  ['by others beside a stand-in', { ANTHROPIC_API_KEY: 'k' }, 'claude-opus-5', 'anthropic/claude-opus-5'],
  ['by the usual model where the name only begins alike', {}, 'stand-inside', 'openai/gpt-6.1-terra'],
])('plays a call %s', (_how, environment, model, expected) => {
  const settings = { ...key, ...environment, REFINERY_STAND_IN_URL: 'http://127.0.0.1:9/v1' };
  const { replayer } = modelsOf(readConfig(settings));
  expect(replayer?.players?.of(someCall({ model }))).toMatchObject({
    name: expected,
    standIn: expected === 'stand-in',
  });
  expect(replayer?.players?.names).toContain('stand-in');
});

it.each([
  [
    'a model that is set for all replays, the stand-in’s, too',
    { REFINERY_STAND_IN_URL: 'http://127.0.0.1:9/v1', REFINERY_REPLAY_MODEL: 'openai/b' },
  ],
  ['one provider', {}],
  ['a model that is set for all replays', { ANTHROPIC_API_KEY: 'k', REFINERY_REPLAY_MODEL: 'openai/b' }],
])('has nobody to choose from with %s', (_with, environment) => {
  expect(modelsOf(readConfig({ ...key, ...environment })).replayer?.players).toBeUndefined();
});
