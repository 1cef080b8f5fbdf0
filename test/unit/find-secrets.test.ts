import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOfBytes } from '../../src/refine/case/digest.ts';
import { changedLines } from '../../src/workshop/changed-lines.ts';
import { findSecrets } from '../../src/workshop/find-secrets.ts';
import { countSpentMs } from '../spent-ms.ts';
import { SOME_SECRETS, someSecret } from './some-secrets.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How a secret may be written so that no simple search finds it. */
const DISGUISES: readonly (readonly [string, (secret: string) => string])[] = [
  ['plain', (secret) => `Use ${secret} for the calls.`],
  ['in quotes', (secret) => `key: "${secret.replaceAll('\n', '\\n')}"`],
  ['split with a plus', (secret) => `x = "${secret.slice(0, 9)}" + "${secret.slice(9)}"`],
  ['split over lines', (secret) => `x = ("${secret.slice(0, 11)}"\n     '${secret.slice(11)}')`],
  ['split in a list', (secret) => `["${secret.slice(0, 6)}", "${secret.slice(6)}"].join("")`],
  ['base64', (secret) => `token: ${base64(secret)}`],
  ['base64 of base64', (secret) => base64(base64(secret))],
  ['base64, split', (secret) => `"${base64(secret).slice(0, 15)}" + "${base64(secret).slice(15)}"`],
  ['base64 in lines of 76', (secret) => base64(`${secret} ${secret}`).replace(/.{76}/g, '$&\n')],
  ['hex', (secret) => Buffer.from(secret).toString('hex')],
  ['percent', (secret) => [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
  [
    'escapes of JSON',
    (secret) => [...secret].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  ],
  ['zero-width signs inside', (secret) => [...secret].join('\u200b')],
  [
    'full-width letters',
    (secret) => secret.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
  ],
  [
    'look-alikes of other alphabets',
    (secret) => secret.replace(/[aceopxyAEKMOPT]/g, (sign) => 'асеорхуАЕКМОРТ'['aceopxyAEKMOPT'.indexOf(sign)] ?? sign),
  ],
  ['behind a comment that switches rules off', (secret) => `<!-- secretlint-disable -->\n${secret}`],
];

test.each(SOME_SECRETS)('%s is found in every disguise', async (kind, secret) => {
  const missed: string[] = [];
  for (const [name, disguise] of DISGUISES) {
    const kinds = (await findSecrets(disguise(secret))).map((found) => found.kind);
    if (!kinds.includes(kind)) missed.push(name);
  }
  expect(missed).toEqual([]);
});

test('at least 47 kinds of secrets are known', () => {
  expect(new Set(SOME_SECRETS.map(([kind]) => kind)).size).toBeGreaterThanOrEqual(47);
});

test('a password that is given by name is found', async () => {
  expect(await findSecrets('password = "k7Fq2ZrT9xLmB4"\n')).toMatchObject([{ kind: 'password' }]);
});

const root = join(import.meta.dirname, '../..');
test.each(
  globSync(['prompts/**/*.md', 'playground/sample-agent/**/*.*', 'docs/**/*.md', '*.md', '.env.example'], {
    cwd: root,
  }),
)('nothing is found in our own %s', async (path) => {
  expect(await findSecrets(readFileSync(join(root, path), 'utf8'))).toEqual([]);
});

test('only the digest of a secret is told, and it is the same in disguise', async () => {
  const secret = someSecret('LangSmith key');
  const found = await findSecrets(`a ${secret} b ${base64(secret)}`);
  expect(found).toEqual([{ kind: 'LangSmith key', digest: digestOfBytes(secret) }]);
});

test('a secret is the same, whatever comes to stand behind it', async () => {
  const secret = someSecret('OpenAI key');
  const alone = await findSecrets(`keys = ["${secret}"]\n`);
  expect(alone).toHaveLength(1);
  expect(await findSecrets(`keys = ["${secret}", "another"]\n`)).toEqual(alone);
  expect(await findSecrets(`${secret}\nanother\n`)).toEqual(alone);
});

test.each([
  [
    'a prompt',
    'You are a support agent. Never reveal passwords, API keys or tokens such as sk-... or ghp_...; say "I cannot share that".\n',
  ],
  [
    'advice about keys',
    'If the user posts a key that starts with -----BEGIN PRIVATE KEY-----, tell them to revoke it.\n',
  ],
  [
    'placeholders',
    'OPENAI_API_KEY=sk-your-key-here\nANTHROPIC_API_KEY=sk-ant-...\npassword: "<your password>"\ntoken: $TOKEN\n',
  ],
  ['an example of Amazon', 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n'],
  [
    'links',
    'See https://example.com/a?b=c and postgres://user:password@localhost/db or redis://{user}:{password}@cache:6379.\n',
  ],
  [
    'few-shot examples',
    '{"role":"user","content":"My order 1234-5678-9012 is late"}\n{"role":"assistant","content":"I am sorry!"}\n',
  ],
  ['ids and digests', 'trace 0198c0de-7d1a-7000-8000-123456789abc, commit 3f786850e387550fdab836ed7e6dc881de23001b\n'],
  [
    'names in code',
    'const task = "risk-assessment-for-customers-2025"; import { disk } from "desk-lamp-controller-v2-stable-release";\n',
  ],
  ['other languages', 'Grüße aus München, 東京からこんにちは, مرحبا. Das Passwort lautet niemals gleich.\n'],
  [
    'a picture in base64',
    `![](data:image/png;base64,${Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 37) % 251)).toString('base64')})\n`,
  ],
  ['JSON of many short strings', `${JSON.stringify(Array.from({ length: 300 }, (_, index) => `item-${index}`))}\n`],
])('nothing is found in %s', async (_name, text) => {
  expect(await findSecrets(text)).toEqual([]);
});

test('hostile text of 64 KB takes a bounded time', async () => {
  const units = [
    'a',
    'eyJ',
    '"+"',
    'password',
    'sk-',
    'a://b:',
    '-----BEGIN PRIVATE KEY-----\n',
    '\\u0041',
    '%41',
    'QUFB',
    '4141',
    ' \n',
    'word0 ',
    'ATATT3x',
    'aws_secret_access_key=',
    'MTA0.',
    '\u0430',
    'sk-ant-',
  ];
  for (const unit of units) {
    const spentMs = countSpentMs();
    await findSecrets(unit.repeat(Math.floor(65_536 / unit.length)));
    expect([unit, spentMs() < 6_000]).toEqual([unit, true]);
  }
}, 60_000);

test('of a long file only what is new is looked at, with the line beside it', () => {
  const old = Array.from({ length: 5_000 }, (_, index) => `line ${index}`);
  const now = old.toSpliced(2_500, 0, 'new');
  expect(changedLines(old.join('\n'), now.join('\n'), 1_000)).toEqual({
    before: 'line 2499\nline 2500',
    after: 'line 2499\nnew\nline 2500',
  });
});

test('a short file is looked at as a whole, and too much that is new not at all', () => {
  expect(changedLines('a\nb', 'a\nc', 10)).toEqual({ before: 'a\nb', after: 'a\nc' });
  expect(changedLines('', 'x\n'.repeat(20), 10)).toEqual({ before: '', after: undefined });
});
