import { expect, it } from 'vitest';
import type { Desk } from '../../src/flow/desk.ts';
import { forgetVerb } from '../../src/terminal/verbs/forget.ts';
import { someCall } from './some-call.ts';

type Told = Awaited<ReturnType<Desk['forget']>>;

async function forget(about: Readonly<{ yes?: true; says?: boolean; told?: Told }>) {
  const { call, out, err } = someCall(['rf-1'], about.yes ? { yes: true } : {});
  const asked: string[] = [];
  const screen = { ...call.tools.screen, attended: about.says !== undefined, confirm: async () => about.says };
  const desk = async () =>
    ({
      find: async () => {},
      forget: async (id: string, by: { id: string }) => {
        asked.push(`${id} by ${by.id}`);
        return about.told ?? 'forgotten';
      },
    }) as never;
  const code = await forgetVerb.run({ ...call, tools: { ...call.tools, screen, desk } });
  return { code, said: [...out, ...err].join(), asked };
}

it.each<[string, Parameters<typeof forget>[0], number, string, number]>([
  ['erases on a yes', { says: true }, 0, 'RF-1 is forgotten.', 1],
  ['erases without asking', { yes: true }, 0, 'RF-1 is forgotten.', 1],
  ['erases nothing on a no', { says: false }, 1, '', 0],
  ['says how to stop what is being done', { yes: true, told: 'under-way' }, 1, 'refinery -- stop RF-1', 1],
  ['says who may', { yes: true, told: { refused: 'not-allowed' } }, 1, 'You may not approve', 1],
])('%s', async (_what, about, code, words, times) => {
  const done = await forget(about);
  expect([done.code, done.asked.length]).toEqual([code, times]);
  expect(done.said).toContain(words);
});

it('erases nothing where nobody is there to ask', async () => {
  await expect(forget({})).rejects.toMatchObject({ kind: 'wrong-usage' });
});
