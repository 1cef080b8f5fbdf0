import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { remoteGit, tryRemotes } from '../../src/code/remote/remote-git.ts';
import { readConfig } from '../../src/config.ts';
import { kindOf } from '../../src/domain/errors.ts';
import type { CodeHost } from '../../src/ports.ts';
import { codeHostOf } from '../../src/wiring-of-code.ts';
import { someGitServer } from './some-git-server.ts';
import { BRANCH, committed, PROMPT, reversalOf, somePublication } from './some-publication.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

const TOKEN = 'glpat-not-a-real-token-0123456789';
const RIGHT = `oauth2:${TOKEN}`;

afterAll(removeFolders);

const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => kindOf(error) ?? String(error),
  );

/** A server that lets the right token in, and the adapter to it. */
async function serving(door: Parameters<typeof someGitServer>[1] = (who) => (who === RIGHT ? undefined : 401)) {
  const repo = someRepo();
  const server = await someGitServer(repo, door);
  const folder = someFolder();
  const options = (token = TOKEN) => ({
    folder: join(folder, 'mirrors'),
    tempDir: join(folder, 'work'),
    tokens: new Map([[server.host, { user: 'oauth2', token }]]),
  });
  return { repo, server, folder, options, host: remoteGit(options()) };
}

const offered = (host: CodeHost, url: string, repo: ReturnType<typeof someRepo>) =>
  somePublication(host, { ...repo, folder: url });

describe.concurrent('a server that speaks git', () => {
  test('gets the approved commit on a branch of its own, once, and gives it back', async () => {
    const { repo, server, host } = await serving();
    const publication = await offered(host, server.url, repo);
    const main = repo.head();
    const commit = committed(await host.publish(publication));
    expect(await host.publish(publication)).toEqual(commit);
    expect(repo.git('rev-parse', BRANCH)).toBe(commit.sha);
    expect(repo.git('rev-parse', 'main')).toBe(main);
    expect(Buffer.from(repo.show(commit.sha, PROMPT) ?? []).toString()).toBe('Be very kind.\nBe brief.\n');

    const reverted = committed(await host.rollBack(reversalOf(publication, commit.sha)));
    expect(repo.git('rev-parse', BRANCH)).toBe(reverted.sha);
    expect(repo.git('diff', '--name-only', main, reverted.sha)).toBe('');
    expect(committed(await host.rollBack(reversalOf(publication, commit.sha))).sha).toBe(reverted.sha);
    await server.close();
  });

  test('whose answer to the push is lost, has it all the same', async () => {
    const { repo, server, host } = await serving();
    const publication = await offered(host, server.url, repo);
    server.loseAnswers();
    const commit = committed(await host.publish(publication));
    expect(repo.git('rev-parse', BRANCH)).toBe(commit.sha);
    await server.close();
  });

  test('keeps a branch of that name that somebody else made', async () => {
    const { repo, server, host } = await serving();
    const publication = await offered(host, server.url, repo);
    const tree = repo.git('rev-parse', 'main^{tree}');
    const theirs = repo.git('commit-tree', tree, '-m', 'theirs');
    repo.git('update-ref', `refs/heads/${BRANCH}`, theirs);
    expect(await host.publish(publication)).toEqual({ refused: 'branch-taken' });
    expect(repo.git('rev-parse', BRANCH)).toBe(theirs);
    await server.close();
  });

  test('hears the token in a header alone, and no file has it', async () => {
    const { repo, server, folder, host } = await serving();
    committed(await host.publish(await offered(host, server.url, repo)));
    expect(server.calls.filter((call) => call.startsWith(RIGHT)).length).toBeGreaterThan(2);
    expect(server.calls.filter((call) => call.slice(call.indexOf(' ')).includes(TOKEN))).toEqual([]);
    const secrets = [TOKEN, Buffer.from(RIGHT).toString('base64')];
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name)).toString('latin1');
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    await server.close();
  });

  test('that leads elsewhere is not followed', async () => {
    const { server, host } = await serving(() => 302);
    expect(await kind(host.head(server.url))).toBe('repo-not-found');
    await server.close();
  });

  test('that takes no token of ours, or lets it read only, is named by doctor', async () => {
    const { server, options } = await serving((who, isPush) => (who !== RIGHT ? 401 : isPush ? 403 : undefined));
    expect(await kind(tryRemotes(options('wrong'), [server.url]))).toBe('repo-denied');
    expect(await kind(remoteGit(options()).head(server.url))).toBe('no error');
    expect(await kind(tryRemotes(options(), [server.url]))).toBe('repo-denied');
    await server.close();
  });

  test('that may be written to is so to doctor, and nothing is written', async () => {
    const { repo, server, options } = await serving();
    await tryRemotes(options(), [server.url]);
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    await server.close();
  });
});

describe('a name', () => {
  const host = codeHostOf(
    readConfig({ REFINERY_DATA: someFolder(), GITHUB_TOKEN: 'none', GITHUB_URL: 'https://github.example.com' }),
    undefined,
  );

  test.each([
    ['https://git.example.org/team/agent/', 'https://git.example.org/team/agent'],
    ['https://github.example.com/Acme/Agent.git', 'acme/agent'],
    ['acme/agent', 'acme/agent'],
    ['agents/support/x', '/srv/agents/support/x'],
  ])('%s is known as %s', (text, name) => {
    expect(host.nameOf(text, '/srv')).toBe(name);
  });

  test.each([
    'https://ada:secret@git.example.org/agent.git',
    'git@git.example.org:agent.git',
    'file:///etc',
    'ext::sh',
  ])('%s leads nowhere, and a password in it is told to nobody', async (text) => {
    const error = await host.head(host.nameOf(text, '/srv')).catch((thrown: unknown) => thrown);
    expect(kindOf(error)).toBe('repo-not-found');
    expect(String(error)).not.toContain('secret');
  });
});
