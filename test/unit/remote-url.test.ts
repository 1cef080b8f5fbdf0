import { expect, it } from 'vitest';
import { asRemoteUrl, isAddress } from '../../src/domain/remote-url.ts';

it.each([
  ['https://git.example.org/team/agent.git', 'https://git.example.org/team/agent.git'],
  ['https://GIT.example.org:443/team/agent/', 'https://git.example.org/team/agent'],
  ['https://git.example.org:8443/a/../b.git', 'https://git.example.org:8443/b.git'],
  ['http://127.0.0.1:3000/agent.git', 'http://127.0.0.1:3000/agent.git'],
])('%s is a repository on a server', (text, url) => {
  expect(asRemoteUrl(text)).toBe(url);
});

it.each([
  'http://git.example.org/team/agent.git',
  'https://ada:secret@git.example.org/team/agent.git',
  'https://token@git.example.org/team/agent.git',
  'https://git.example.org/team/agent.git?private_token=x',
  'https://git.example.org/agent.git#main',
  'https://git.example.org/',
  'ssh://git@git.example.org/team/agent.git',
  'git@git.example.org:team/agent.git',
  'file:///srv/git/agent.git',
  'ext::sh -c id',
  `https://git.example.org/${'a'.repeat(500)}`,
])('%s is none, and no path either', (text) => {
  expect(asRemoteUrl(text)).toBeUndefined();
});

it.each(['ssh://git@git.example.org/x', 'git@git.example.org:x', 'file:///srv/x', 'https://x'])(
  '%s was meant as an address',
  (text) => {
    expect(isAddress(text)).toBe(true);
  },
);

it.each(['/srv/agents/support', './agent', 'acme/agent', 'C:\\agents\\support', '~/agent'])('%s was not', (text) => {
  expect(isAddress(text)).toBe(false);
});
