import { expect, it } from 'vitest';
import { modelsIn, onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { patient } from '../../src/flow/analyst/in-background.ts';
import type { House } from '../../src/flow/house.ts';
import { askedThere, wishedAnew } from '../../src/refine/case/known-answers.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { blocksText } from '../thread-text.ts';
import { ada, someDigest, someFacts, someModel, someOpened, someProven } from './some.ts';
import { historyAfter, place, type Step, stepsTo } from './some-history.ts';

const { project } = someOpened();

it('an answer is known to those alone who may be told of its case: same repository, same channel', () => {
  const inChannel = { project, place };
  const there = askedThere(someDigest, inChannel);
  expect(askedThere(someDigest, { project: { ...project, name: 'renamed' }, place: { ...place, thread: '9' } })).toBe(
    there,
  );
  const others = [
    { project, place: { ...place, channel: 'C0PRIVATE' } },
    { project, place: { ...place, team: 'T0002' } },
    { project: { ...project, repo: '/other' }, place },
    { project, place: null },
  ];
  expect(new Set([there, ...others.map((other) => askedThere(someDigest, other))]).size).toBe(others.length + 1);
});

it('a wish for new answers holds until the case begins again without it', () => {
  const [first] = stepsTo(someProven());
  if (first?.[1].kind !== 'opened') throw new Error('not opened');
  const body = first[1];
  const opened = (fresh?: true): Step => [1, { ...body, fresh }];
  const again = (fresh?: true): Step => [2, { kind: 'started-again', atMs: 9, by: ada, because: 'asked', fresh }];
  const objected: Step = [2, { kind: 'objected', atMs: 9, by: ada, text: 'No.' }];
  const wish = (...steps: readonly Step[]) => wishedAnew({ facts: someFacts(...steps) });
  expect(wish(opened())).toBeUndefined();
  expect(wish(opened(true))).toBe('RF-1/1');
  expect(wish(opened(true), objected)).toBe('RF-1/1');
  expect(wish(opened(), again(true))).toBe('RF-1/2');
  expect(wish(opened(true), again())).toBeUndefined();
});

it('what an earlier case paid for is said to be known', () => {
  const diagnosedBy = {
    model: 'm',
    promptVersion: 'v1',
    inputTokens: 0,
    outputTokens: 0,
    tookMs: 0,
    known: true,
  } as const;
  const now = someProven({ diagnosedBy });
  const details = (about: typeof now) => blocksText(detailsView(historyAfter(...stepsTo(about)), 1).blocks as never);
  expect(details(now)).toContain('m, prompt v1, known from an earlier case');
  expect(caseView(now, (_style, text) => text)).toContain('(m, known from an earlier case)');
  expect(details(someProven({ diagnosedBy: { ...diagnosedBy, inputTokens: 1_200, outputTokens: 5 } }))).toContain(
    'known from an earlier case, but for 1,200 tokens in, 5 out',
  );
});

it('an answer that is thought about in the background is begun anew for each wish', async () => {
  const begun: string[] = [];
  const reply = { text: '{}', model: 'm', usage: { inputTokens: 1, outputTokens: 1 } };
  const background = { begin: async () => 'job', collect: async () => reply, cancel: async () => {} };
  const answers = { begun: async (_at: unknown, about: string) => `job ${begun.push(about)}`, over: async () => {} };
  const house = { analyst: onlyAnalyst(someModel({ background })) } as House;
  const now = { workspace: 'w', id: someOpened().id, reading: { strategy: 'background', viewTokens: 9 } } as const;
  const request = { system: '', user: 'Why?', schemaName: 'a', schema: {}, maxOutputTokens: 9 };
  for (const anew of [undefined, undefined, 'RF-1/1', 'RF-1/9'])
    await modelsIn(patient(house, now, { answers: answers as never }, anew).analyst)[0]?.answer(request);
  expect(begun[0]).toBe(begun[1]);
  expect(new Set(begun).size).toBe(3);
});
