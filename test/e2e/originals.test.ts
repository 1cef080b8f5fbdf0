import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proven } from '../../src/domain/case.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { commitFile } from '../commit-file.ts';
import { git, jsonIn, refinery } from '../refinery.ts';
import { emptyStore } from '../stores.ts';

/**
 * A canary of each kind in one trace: with a secret set, the provider that had them gets them back in a replay, and
 * nobody and nothing else does. One of them stands in the prompt file, too, which is found all the same.
 */
const CANARIES = ['ada.canary@example.com', '+49 30 9876543', '4111 1111 1111 1111', 'KD-777123', 'Heronfield'];
const KEPT_BACK = 'sk-proj-c4n4ryc4n4ryc4n4ryc4n4ry0123';
const ASKED = `I am ${CANARIES[0]} of Heronfield, ${CANARIES[3]}, ${CANARIES[1]}, card ${CANARIES[2]}, key ${KEPT_BACK}. Do you remember me?`;
const PROMPT = 'You help customers of Heronfield in warm words.\n- Show that you remember past chats.\n';
let folder: string;
let repo: string;
let server: Server;
let got: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refinery-originals-'));
  repo = join(folder, 'agent');
  await git(folder, 'init', '-q', repo);
  await commitFile(repo, 'prompts/support.md', PROMPT);
  await commitFile(
    repo,
    '.refinery/redaction.json',
    JSON.stringify({ words: ['Heronfield'], patterns: [{ kind: 'customer', pattern: '\\bKD-\\d{4,8}\\b' }] }),
  );
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    got.push(body);
    const remembers = body.includes('Show that you remember');
    const said = remembers ? 'Yes, I remember' : 'We cannot remember past chats, sorry';
    const text = `${said}: ${CANARIES.join(', ')}.`;
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        status: 'completed',
        model: 'gpt-canary',
        output: [{ type: 'message', content: [{ type: 'output_text', text }] }],
        usage: { input_tokens: 1, output_tokens: 1 },
      }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

async function traceOf(recordedHost: string): Promise<string> {
  const at = '2026-06-01T10:00:00.000000';
  const run = {
    id: '01a223d0-8e44-7000-8000-00c6ca37b7bd',
    trace_id: '01a223d0-8e44-7000-8000-00c6ca37b7bd',
    dotted_order: '20260601T100000000000Z01a223d0-8e44-7000-8000-00c6ca37b7bd',
    name: 'ChatOpenAI',
    run_type: 'llm',
    start_time: at,
    end_time: at,
    status: 'success',
    inputs: {
      messages: [
        { role: 'system', content: PROMPT },
        { role: 'user', content: ASKED },
      ],
    },
    outputs: { role: 'assistant', content: `Yes, I remember you, ${CANARIES.join(', ')}!` },
    extra: { invocation_params: { model: 'gpt-canary', base_url: `http://${recordedHost}/v1` } },
  };
  const path = join(folder, `trace ${recordedHost.replaceAll(':', '-')}.json`);
  await writeFile(path, JSON.stringify([run]));
  return path;
}

async function proven(recordedHost: string, settings: Readonly<Record<string, string>>) {
  got = [];
  const data = await emptyStore(await mkdtemp(join(folder, 'data-')));
  const words = ['--expected', 'say that we cannot remember past chats', '--repo', repo, '--dry', '--json'];
  const ran = await refinery(['case', await traceOf(recordedHost), ...words], {
    REFINERY_DATA: data,
    REFINERY_MODEL: 'rules',
    REFINERY_LOG: 'debug',
    OPENAI_API_KEY: 'some-key',
    OPENAI_BASE_URL: `http://${host()}/v1`,
    ...settings,
  });
  return { now: jsonIn<Proven>(ran), said: ran.out + ran.err, stored: await dumpOf(data) };
}

/** Every row of every table, those of the workflow engine too. */
async function dumpOf(dataDir: string): Promise<string> {
  const { pool, close } = await openDatabase({ dataDir });
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(rows.map(({ name }) => pool.query(`select * from ${name}`)));
  const traces = await pool.query<{ bytes: Buffer }>('select bytes from refinery.traces');
  await close();
  const { gunzipSync } = await import('node:zlib');
  const opened = traces.rows.map(({ bytes }) => gunzipSync(bytes).toString());
  const bytes = tables.flatMap(({ rows: found }) =>
    found.flatMap((row) =>
      Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value))),
    ),
  );
  return [...opened, ...bytes].join('\n');
}

const foundIn = (text: string) => [...CANARIES, KEPT_BACK].filter((canary) => text.includes(canary));

it('gives them back to the provider that had them, and to nobody else', { timeout: 180_000 }, async () => {
  const { now, said, stored } = await proven(host(), { REFINERY_SECRET: 'a sentence that is long enough to be one' });
  expect(now.stage).toBe('proven');
  expect(got.length).toBeGreaterThan(5);
  for (const request of got) expect(foundIn(request)).toEqual(CANARIES);
  expect(foundIn(said)).toEqual([]);
  expect(foundIn(stored)).toEqual([]);
  expect(now.reproduction.sample).toContain('Yes, I remember: [email-1], [phone-1], [card-1], [customer-1], [word-1]');
  // The key stays a label, so the text was a redacted one all the same.
  expect(now.reproduction.redacted).toBe(true);
});

it.each([
  ['without a secret', undefined, {}],
  [
    'where somebody else had them',
    'api.elsewhere.example',
    { REFINERY_SECRET: 'a sentence that is long enough to be one' },
  ],
])('keeps them back %s, and says so', { timeout: 180_000 }, async (_when, recorded, settings) => {
  const { now, said, stored } = await proven(recorded ?? host(), settings);
  expect(now.stage).toBe('proven');
  expect(got.length).toBeGreaterThan(5);
  for (const request of got) expect(foundIn(request)).toEqual([]);
  expect(foundIn(stored)).toEqual([]);
  expect(now.reproduction.redacted).toBe(true);
  expect(now.verdicts[0]?.redacted).toBe(true);
  expect(said).not.toContain(KEPT_BACK);
});
