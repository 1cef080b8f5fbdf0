import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

it('needs nothing', () => {
  expect(readConfig({})).toMatchObject({ REFINERY_DATA: '.refinery', REFINERY_WORKSPACE: 'local', PORT: 3000 });
});

it('takes an empty value for none', () => {
  expect(readConfig({ OPENAI_API_KEY: '', DATABASE_URL: ' ' })).not.toHaveProperty('OPENAI_API_KEY');
});

it.each([
  [{ REFINERY_MODLE: 'rules' }, 'REFINERY_MODLE is no setting; did you mean REFINERY_MODEL?'],
  [{ REFINERY_DATE: 'x' }, 'did you mean REFINERY_DATA?'],
  [{ REFINERY_MODEL: 'gpt' }, 'REFINERY_MODEL must be "rules" or "openai/<model>"'],
  [{ REFINERY_MODEL: 'openai/' }, 'REFINERY_MODEL must be "rules" or "openai/<model>"'],
  [{ REFINERY_MODEL: 'openai/a, gpt' }, 'or a list of them, in the order of asking'],
  [{ REFINERY_MODEL: 'openai/a,' }, 'REFINERY_MODEL must be "rules" or "openai/<model>"'],
  [{ REFINERY_MODEL: 'rules, openai/a' }, 'REFINERY_MODEL has "rules" before others'],
  [{ REFINERY_MODEL: 'openai/a, openai/b, openai/a' }, 'REFINERY_MODEL names a model twice'],
  [
    { REFINERY_MODEL_DIAGNOZE: 'rules' },
    'REFINERY_MODEL_DIAGNOZE is no setting; did you mean REFINERY_MODEL_DIAGNOSE?',
  ],
  [{ REFINERY_MODEL_JUDGE: 'openai/a' }, 'REFINERY_MODEL_JUDGE is no setting; did you mean REFINERY_JUDGE_MODEL?'],
  [{ REFINERY_MODEL_TIMEOUT: '1' }, 'did you mean REFINERY_MODEL_TIMEOUT_MS?'],
  [{ REFINERY_MODEL_REPLY: 'gpt' }, 'REFINERY_MODEL_REPLY must be "rules" or "openai/<model>"'],
  [{ REFINERY_CHEAPER_MODEL: 'rules' }, 'REFINERY_CHEAPER_MODEL is no model'],
  [{ REFINERY_JUDGE_MODEL: 'nobody/gpt' }, 'REFINERY_JUDGE_MODEL is no model: name it "openai/<model>"'],
  [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
  [{ LANGSMITH_ENDPOINT: 'not a url' }, 'LANGSMITH_ENDPOINT must be a whole address'],
  [{ PORT: '99999' }, 'PORT must be a whole number from 0 to 65535.'],
  [{ PORT: 'web' }, 'PORT must be a whole number from 0 to 65535.'],
  [{ REFINERY_PORT: '1' }, 'REFINERY_PORT is no setting; did you mean PORT?'],
  [{ REFINERY_MODEL_TIMEOUT_MS: '0' }, 'REFINERY_MODEL_TIMEOUT_MS must be a whole number, 1 at least.'],
  [{ REFINERY_DAY_CAP_USD: '-1' }, 'REFINERY_DAY_CAP_USD must be a number, 0 at least.'],
  [{ REFINERY_LOG: 'loud' }, 'REFINERY_LOG must be debug, info, warn, error, or silent.'],
  [{ REFINERY_PROMPT_VERSION: 'v1, propose' }, 'a list like v1, propose=v2'],
])('refuses %j', (environment, says) => {
  expect(() => readConfig(environment)).toThrow(says);
});

it.each([
  [{ GITHUB_APP_ID: 'refinery' }, 'GITHUB_APP_ID must be the number on the app’s page'],
  [{ GITHUB_APP_PRIVATE_KEY: 'key.pem' }, 'GITHUB_APP_PRIVATE_KEY must be the text of the .pem file'],
  [{ GITHUB_URL: 'github.example.com' }, 'GITHUB_URL'],
  [{ REFINERY_GIT_TOKENS: 'token' }, 'is a list like git.example.org=oauth2:token'],
  [{ REFINERY_GIT_TOKENS: 'https://git.example.org=token' }, 'is a list like git.example.org=oauth2:token'],
])('refuses %j', (environment, says) => {
  expect(() => readConfig(environment)).toThrow(says);
});

it('takes a private key in one line, and an address with a slash at its end', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\\nabc\\n-----END RSA PRIVATE KEY-----';
  const config = readConfig({ GITHUB_APP_PRIVATE_KEY: key, GITHUB_URL: 'https://github.example.com/' });
  expect(config.GITHUB_APP_PRIVATE_KEY?.split('\n')).toHaveLength(3);
  expect(config.GITHUB_URL).toBe('https://github.example.com');
});

it('takes a token for each git server, with a user or without', () => {
  const { REFINERY_GIT_TOKENS: tokens } = readConfig({
    REFINERY_GIT_TOKENS: 'Git.Example.org=oauth2:a:b=c, localhost:8080=d',
  });
  expect([...tokens]).toEqual([
    ['git.example.org', { user: 'oauth2', token: 'a:b=c' }],
    ['localhost:8080', { user: 'refinery', token: 'd' }],
  ]);
});

it('says everything that is wrong at once', () => {
  expect(() => readConfig({ REFINERY_X: '1', PORT: 'x', REFINERY_LOG: 'loud' })).toThrow(
    /REFINERY_X[\s\S]*REFINERY_LOG[\s\S]*PORT/,
  );
});

it('takes a list of models for all questions, and others for some', () => {
  const { REFINERY_MODEL, ownModels } = readConfig({
    REFINERY_MODEL: 'openai/a ,openai/b, rules',
    REFINERY_MODEL_DIAGNOSE: 'openai/c',
    REFINERY_MODEL_REPLY: 'rules',
  });
  expect(REFINERY_MODEL).toEqual(['openai/a', 'openai/b', 'rules']);
  expect(ownModels).toEqual(
    new Map([
      ['diagnose', ['openai/c']],
      ['reply', ['rules']],
    ]),
  );
  expect(readConfig({}).ownModels.size).toBe(0);
});

it('takes one version of the prompts for all questions, or others for some', () => {
  const versions = (text: string) => readConfig({ REFINERY_PROMPT_VERSION: text }).REFINERY_PROMPT_VERSION;
  expect(versions('v2')).toEqual({ usual: 'v2', own: new Map() });
  expect(versions('propose=v3,v2')).toEqual({ usual: 'v2', own: new Map([['propose', 'v3']]) });
  expect(versions('propose=v3')).toEqual({ usual: 'v1', own: new Map([['propose', 'v3']]) });
});
