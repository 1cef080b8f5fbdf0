import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sample, startSample } from '../../playground/start-sample.ts';
import { ROOT, runNode } from '../refinery.ts';

let folder: string;
let sample: Sample;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-sockets-'));
  sample = await startSample({ dir: join(folder, 'sample') });
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true });
});

const WATCH = join(ROOT, 'test/e2e/sockets/watch-sockets.ts');

let watched = 0;

/** Where the sockets of a process led, as `host:port`. */
async function placesOf(words: readonly string[], settings: Readonly<Record<string, string>>) {
  const seen = join(folder, `seen-${++watched}.json`);
  const ran = await runNode(['--import', WATCH, ...words], { SOCKETS_SEEN: seen, ...settings });
  const places = JSON.parse(await readFile(seen, 'utf8').catch(() => '[]')) as readonly string[];
  return { ...ran, places };
}

/** The order failure offers a tool, and its trace holds the answer of one: nothing of it may be run. */
it.each(['memory', 'price', 'order'] as const)(
  'a proof of %s opens no socket except to the model',
  { timeout: 120_000 },
  async (name) => {
    const failure = sample.failures.find((one) => one.name === name);
    const { hostname, port } = new URL(sample.model.url);
    const { places, code } = await placesOf(
      [
        join(ROOT, 'src/cli.ts'),
        ...['prove', failure?.exportPath ?? '', '--expected', failure?.expectation ?? '', '--repo', sample.repo],
      ],
      { REFINERY_STAND_IN_URL: sample.model.url, REFINERY_DATA: join(folder, name) },
    );
    expect(code).toBe(name === 'order' ? 3 : 0);
    expect(places).toEqual([`${hostname}:${port}`]);
  },
);

it('sees whoever opens another one', { timeout: 60_000 }, async () => {
  const model = new URL(sample.model.url);
  const langSmith = new URL(sample.langSmith.url);
  const both = `await fetch('${model.origin}/v1/models'); await fetch('${langSmith.origin}/info');`;
  const { places } = await placesOf(['--input-type=module', '-e', both], {});
  expect(places).toEqual([model.host, langSmith.host]);
});

const WATCH_PROCESSES = join(ROOT, 'test/e2e/sockets/watch-processes.ts');

it('a proof starts nothing but git and the workshop: what a repository could run is not run', {
  timeout: 120_000,
}, async () => {
  const failure = sample.failures.find(({ name }) => name === 'memory');
  const seen = join(folder, 'processes.json');
  const cli = join(ROOT, 'src/cli.ts');
  const words = ['prove', failure?.exportPath ?? '', '--expected', failure?.expectation ?? '', '--repo', sample.repo];
  const ran = await runNode(['--import', WATCH_PROCESSES, cli, ...words], {
    PROCESSES_SEEN: seen,
    REFINERY_STAND_IN_URL: sample.model.url,
    REFINERY_DATA: join(folder, 'processes'),
  });
  expect(ran.code).toBe(0);
  const started: readonly (readonly string[])[] = JSON.parse(await readFile(seen, 'utf8'));
  const named = started.map(([file = '', ...given]) =>
    basename(file) === 'git' ? 'git' : given.some((word) => word.endsWith('/workshop/worker.ts')) ? 'workshop' : file,
  );
  expect([...new Set(named)].toSorted()).toEqual(['git', 'workshop']);
});
