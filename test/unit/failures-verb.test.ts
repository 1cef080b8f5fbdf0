import { expect, it } from 'vitest';
import type { House } from '../../src/flow/house.ts';
import type { TraceLine, TraceWanted } from '../../src/ports.ts';
import { toldOf } from '../../src/refine/trace/failure-words.ts';
import { failuresVerb } from '../../src/terminal/verbs/failures.ts';
import { someCall } from './some-call.ts';

const line = (name: string, error: string | null, about: Partial<TraceLine> = {}): TraceLine => ({
  ref: { source: 'langsmith', locator: `https://smith.langchain.com/${name}` },
  name,
  startMs: Date.UTC(2026, 10, 29, 9, 30),
  error,
  asked: null,
  rating: null,
  ...about,
});

async function list(args: readonly string[], lines: readonly TraceLine[], options = {}, ratings = async () => lines) {
  const { call, out } = someCall(args, { repo: '.', project: 'support', ...options });
  const wanted: TraceWanted[] = [];
  const find = async (asked: TraceWanted) => {
    wanted.push(asked);
    return asked.failedOnly ? lines.filter(({ error }) => error !== null) : ratings();
  };
  const codeHost = { ...call.tools.house.codeHost, head: async () => 'head', read: async () => null };
  const house = { sources: [{ find }], codeHost, clock: () => 1_000_000_000 } as unknown as House;
  const code = await failuresVerb.run({ ...call, tools: { ...call.tools, house } });
  return { code, text: out.join('\n'), wanted };
}

it('lists what failed, those that are alike as one, with the link to each; nothing of it steers a terminal', async () => {
  const { code, text, wanted } = await list(
    ['7d'],
    [
      line('parcels', 'Timeout after 20 ms\u001b[2J', { rating: 'bad' }),
      line('parcels', 'Timeout after 3 ms'),
      line('invoices', null, { rating: 'bad', asked: 'How much is it?' }),
      line('orders', null, { rating: 'good' }),
      line('chats', null),
    ],
  );
  expect(code).toBe(0);
  const asked = { project: 'support', sinceMs: 1_000_000_000 - 7 * 86_400_000 };
  expect(wanted).toMatchObject([
    { ...asked, failedOnly: true },
    { ...asked, failedOnly: false },
  ]);
  expect(text).toContain('3 traces failed or were rated badly in the last 7 days.');
  expect(text).toContain('invoices, 2026-11-29 09:30 UTC\n  Rated badly: How much is it?');
  expect(text).not.toMatch(/orders|chats/);
  expect(text).toContain('parcels and 1 like it, 2026-11-29 09:30 UTC\n  Timeout after 20 ms');
  expect(text).toContain('https://smith.langchain.com/invoices');
  expect(text).not.toContain('\u001b');
});

it('says so when nothing failed, in a day unless told', async () => {
  expect((await list([], [])).text).toBe('No trace failed in the last 24 hours, and none was rated badly.');
});

it.each(['yesterday', '0h', '31d'])('does not understand %s', async (span) => {
  await expect(list([span], [])).rejects.toMatchObject({ kind: 'wrong-usage' });
});

it('keeps every failure before those that were rated badly, and says what was not looked through', async () => {
  const failed = Array.from({ length: 20 }, (_, index) => line(`failed ${index}`, 'no', { startMs: index }));
  const disliked = Array.from({ length: 200 }, (_, index) => line(`rated ${index}`, null, { rating: 'bad' }));
  const { text } = await list(['--json'].slice(1), [...disliked, ...failed], {}, async () => disliked);
  expect(text).toContain('50 traces failed or were rated badly');
  for (const { ref } of failed) expect(text).toContain(ref.locator);
  expect(text).toContain('Of all traces, the newest 200 were looked through for ratings.');
});

it('tells what failed also when nobody can say how answers were rated', async () => {
  const { text } = await list([], [line('parcels', 'Timeout')], {}, async () => Promise.reject(new Error('429')));
  expect(text).toContain('1 trace failed in the last 24 hours.');
  expect(text).toContain('How answers were rated could not be read just now.');
  expect((await list([], [], {}, async () => Promise.reject(new Error('429')))).text).toMatch(
    /^No trace failed in the last 24 hours\.\n/,
  );
});

it.each([
  ['{"message":"Where is \\"it\\"?","customer":"Robin"}', ': Where is "it"?'],
  [
    '{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Where is it, and wh',
    ': Where is it, and wh',
  ],
  ['{"message":"Where\\u00', ': {"message":"Where\\u00'],
  ['{"amount":3}', ': {"amount":3}'],
  ['{"input":""}', ': {"input":""}'],
  ['Where is it?', ': Where is it?'],
  [null, ''],
])('says what was asked, as far as it can be told apart: %s', (asked, says) => {
  expect(toldOf({ ...line('shop', null, { asked }), isDisliked: true })).toBe(`Rated badly${says}`);
});
