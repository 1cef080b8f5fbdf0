import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { CaseId } from '../../src/domain/case.ts';
import type { HiddenValues } from '../../src/domain/redaction.ts';
import type { Originals } from '../../src/ports.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { originals, type Secrets } from '../../src/store/originals.ts';
import { traceStore } from '../../src/store/traces.ts';
import { safeTraces } from '../safe-traces.ts';
import { onEachStore } from '../stores.ts';
import { someCall } from '../unit/some.ts';
import { someSafeTrace } from '../unit/some-trace.ts';

const SECRET = 'correct horse battery staple, twice';
const OTHER = 'another sentence that one can keep in mind';
const ADA: HiddenValues = new Map([['[email-1]', 'ada@example.com']]);
const openAi = { provider: 'openai' };
const asks = (content: string): Call =>
  someCall({ messages: [{ role: 'user', content, toolCalls: [], toolCallId: null }] });
const call = asks('I am [email-1].');

onEachStore('originals', (fresh) => {
  let database: Database;
  /** Deriving a key takes a second, so each secret is used for all tests. */
  const known = new Map<string, Originals>();
  let count = 0;
  beforeAll(async () => {
    database = await openDatabase(await fresh());
  });
  afterAll(async () => {
    known.clear();
    await database.close();
  });
  const kept = (about: Partial<Secrets> = {}): Originals => {
    const secrets = { secret: SECRET, before: undefined, ...about };
    const name = `${secrets.secret} ${secrets.before}`;
    const made = known.get(name) ?? originals(database, secrets);
    known.set(name, made);
    return made;
  };
  const someTraceOf = async (workspace = 'w') => {
    const trace = await safeTraces(traceStore(database)).put(workspace, someSafeTrace([{ id: `run ${count++}` }]));
    const from = (about: object = {}) => ({ workspace, trace, provider: 'openai', ...about });
    const rows = async () =>
      (await database.pool.query('select * from refinery.originals where trace = $1', [trace])).rows;
    return { trace, from, rows };
  };

  it('go back into a call, for the provider that it was recorded with and no other', async () => {
    const { from, trace } = await someTraceOf();
    await kept().keep('w', trace, ADA);
    const restored = await kept().restore(call, from(), openAi);
    expect(restored).toEqual({ call: asks('I am ada@example.com.'), values: ADA });
    expect(await kept().restore(call, from(), { provider: 'openrouter.ai' })).toBeUndefined();
    expect(await kept().restore(call, from({ provider: 'anthropic' }), openAi)).toBeUndefined();
    expect(await kept().restore(call, from({ provider: null }), openAi)).toBeUndefined();
  });

  it('are not kept without a secret, nor where there are none', async () => {
    const { from, trace, rows } = await someTraceOf();
    await kept({ secret: undefined }).keep('w', trace, ADA);
    await kept().keep('w', trace, new Map());
    expect(await rows()).toEqual([]);
    expect(await kept().restore(call, from(), openAi)).toBeUndefined();
    await kept().keep('w', trace, ADA);
    expect(await kept({ secret: undefined }).restore(call, from(), openAi)).toBeUndefined();
  });

  it('stand in the table so that nobody reads them, and never twice in the same way', async () => {
    const { trace, rows } = await someTraceOf();
    await kept().keep('w', trace, ADA);
    const [before] = await rows();
    const bytes = Object.values<string | Buffer>(before).map((value) => Buffer.from(value as string));
    expect(Buffer.concat(bytes).toString('latin1')).not.toMatch(/ada@|example/);
    await kept().keep('w', trace, ADA);
    const [after] = await rows();
    for (const part of ['salt', 'nonce', 'ciphertext', 'tag']) expect(after[part]).not.toEqual(before[part]);
    expect(after.key_id).toBe(before.key_id);
  });

  it('do not open with another secret, and open once more with the one before', async () => {
    const { from, trace, rows } = await someTraceOf();
    await kept().keep('w', trace, ADA);
    expect(await kept({ secret: OTHER }).restore(call, from(), openAi)).toBeUndefined();
    const [{ key_id: old }] = await rows();
    expect((await kept({ secret: OTHER, before: SECRET }).restore(call, from(), openAi))?.values).toEqual(ADA);
    expect((await rows())[0].key_id).not.toBe(old);
    expect((await kept({ secret: OTHER }).restore(call, from(), openAi))?.values).toEqual(ADA);
    expect(await kept().restore(call, from(), openAi)).toBeUndefined();
  });

  it('do not open once somebody changed them, and are kept anew', async () => {
    const { from, trace } = await someTraceOf();
    await kept().keep('w', trace, ADA);
    const flipped = 'set_bit(ciphertext, 3, 1 - get_bit(ciphertext, 3))';
    await database.pool.query(`update refinery.originals set ciphertext = ${flipped} where trace = $1`, [trace]);
    expect(await kept().restore(call, from(), openAi)).toBeUndefined();
    await kept().keep('w', trace, ADA);
    expect((await kept().restore(call, from(), openAi))?.values).toEqual(ADA);
  });

  it('do not open in the place of another trace, or of another workspace', async () => {
    const mine = await someTraceOf();
    const other = await someTraceOf();
    const elsewhere = await someTraceOf('elsewhere');
    await kept().keep('w', mine.trace, ADA);
    for (const { workspace, trace } of [other.from(), elsewhere.from()]) {
      await database.pool.query(
        `insert into refinery.originals
         select $1, $2, key_id, salt, nonce, ciphertext, tag from refinery.originals where trace = $3`,
        [workspace, trace, mine.trace],
      );
      expect(await kept().restore(call, { workspace, trace, provider: 'openai' }, openAi)).toBeUndefined();
    }
    expect(await kept().restore(call, mine.from(), openAi)).toBeDefined();
  });

  it('of two customers whose texts are the same once redacted are never mixed up', async () => {
    const { from, trace } = await someTraceOf();
    const both = (first: string) =>
      new Map([
        ['[email-1]', first],
        ['[phone-1]', '+49 30 1234567'],
      ]);
    await Promise.all([
      kept().keep('w', trace, both('ada@example.com')),
      kept().keep('w', trace, both('bo@example.com')),
    ]);
    const restored = await kept().restore(asks('[email-1], [phone-1]'), from(), openAi);
    expect(restored?.call).toEqual(asks('[email-1], +49 30 1234567'));
  });

  it('go when their trace is forgotten', async () => {
    const { from, trace, rows } = await someTraceOf();
    await kept().keep('w', trace, ADA);
    expect(await safeTraces(traceStore(database)).forget({ workspace: 'w', id: CaseId.parse('RF-1') }, trace)).toBe(
      'forgotten',
    );
    expect(await rows()).toEqual([]);
    expect(await kept().restore(call, from(), openAi)).toBeUndefined();
  });
});
