import { expect, it } from 'vitest';
import { apiOf } from '../../src/code/github/access.ts';
import { asGitHubName } from '../../src/domain/github-name.ts';

it.each(['acme/agent', 'Acme/Agent', 'a-b_corp/.github', 'acme/a.b_c-d'])('%s is a repository on GitHub', (name) => {
  expect(asGitHubName(name)).toBe(name.toLowerCase());
});

it.each([
  'agent',
  '/acme/agent',
  './acme',
  '../agent',
  '~/agent',
  'acme/agent/x',
  'acme/..',
  'acme/.',
  'acme/agent.git',
  '-acme/agent',
  'acme/a b',
  'acme/a?b',
  'acme/agent\n',
  'acme//agent',
  'https://github.com/acme/agent',
  'git@github.com:acme/agent',
])('%j is none', (name) => {
  expect(asGitHubName(name)).toBeUndefined();
});

it.each([
  ['https://github.com', 'https://api.github.com'],
  ['https://github.example.com', 'https://github.example.com/api/v3'],
])('the API of %s is at %s', (url, api) => {
  expect(apiOf(url)).toBe(api);
});
