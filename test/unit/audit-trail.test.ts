import { expect, it } from 'vitest';
import { auditTrail } from '../../src/refine/case/audit-trail.ts';
import { caseVerb } from '../../src/terminal/verbs/case.ts';
import { someFacts, someProven } from './some.ts';
import { someCall } from './some-call.ts';
import { ada, ben, type Step, someSha, stepsTo, stepsToPublished } from './some-history.ts';

const steps: readonly Step[] = [
  ...stepsTo(someProven()),
  [1, { kind: 'commented', atMs: 4, by: ben, text: 'I saw \u001b[31mthis\u202e too', addressed: false }],
  ...stepsToPublished(someProven(), ada),
  [1, { kind: 'roll-back-asked', atMs: 9, by: ben, commit: someSha }],
  [1, { kind: 'rolled-back', atMs: 10, commit: { sha: someSha, branch: 'refinery/x' } }],
];
const facts = someFacts(...steps);

it('tells every decision and effect, with who and when', () => {
  const trail = auditTrail(facts);
  expect(trail.map(({ who, what }) => `${who} ${what}`)).toEqual([
    'Ada opened the case, expecting: say that we cannot remember past chats',
    'Refinery read the trace aaaaaaaaaaaa',
    'Refinery diagnosed: prompt, medium confidence (rules)',
    'Refinery proposed 1 fix on bbbbbbbbbbbb (rules)',
    'Refinery replayed: reproduced; h1 fixed',
    'Ben said: I saw \u001b[31mthis\u202e too',
    expect.stringMatching(/^Ada was shown the offer [0-9a-f]{12} of h1$/),
    expect.stringMatching(/^Ada said yes to the offer [0-9a-f]{12}$/),
    expect.stringMatching(/^Refinery took the offer [0-9a-f]{12} as approved by Ada$/),
    'Refinery committed c0ffee000000 on refinery/rf-1-5e3f0a91',
    'Ben asked to take c0ffee000000 back',
    'Refinery took it back with c0ffee000000',
  ]);
  expect(trail.at(-2)).toMatchObject({ seq: 11, at: '1970-01-01T00:00:00.009Z', personId: ben.id });
});

it('is shown by the terminal, with nothing that could steer it', async () => {
  const show = async (args: readonly string[], known = facts) => {
    const { call, out } = someCall(args, { audit: true });
    const tools = { ...call.tools, facts: async () => ({ read: async () => known }) as never };
    return { code: await caseVerb.run({ ...call, tools }), lines: out.join('\n').split('\n') };
  };
  const { code, lines } = await show(['RF-1']);
  expect([code, lines.length]).toEqual([0, facts.length]);
  expect(lines[5]).toMatch(/^ 6 {2}1970-01-01 00:00:00\.004Z {2}Ben {7}said: I saw �\[31mthis� too {2}a{12}$/);
  await expect(show(['trace.json'])).rejects.toMatchObject({ kind: 'wrong-usage' });
  await expect(show(['RF-9'], [])).rejects.toMatchObject({ kind: 'case-not-found' });
});
