import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftIn, type LinkJudge, readCommand } from '../../src/slack/hearing/read-command.ts';
import { mrkdwn } from '../../src/slack/texts/mrkdwn.ts';
import { countSpentMs } from '../spent-ms.ts';

const LINK = 'https://smith.langchain.com/o/a/projects/p/b/r/11111111-1111-4111-8111-111111111111?peek=1&poll=2';
const OTHER = 'https://smith.langchain.com/public/22222222-2222-4222-8222-222222222222/r';
const judge: LinkJudge = (text) =>
  text.startsWith('https://smith.langchain.com/') ? 'trace' : text.includes('evil-smith') ? 'foreign' : undefined;
const read = (text: string) => readCommand(text, judge);
const open = (expectation: string, link = LINK) => ({ kind: 'open', link, expectation });
const SLACK_LINK = `<${LINK.replace('&', '&amp;')}|smith.langchain.com/…>`;

it.each([
  ['', { kind: 'form' }],
  ['   ', { kind: 'form' }],
  ['help', { kind: 'help' }],
  ['HELP', { kind: 'help' }],
  ['--help', { kind: 'help' }],
  ['?', { kind: 'help' }],
  ['setup', { kind: 'setup' }],
  ['failures', { kind: 'failures', withinMs: 24 * 3_600_000 }],
  ['Failures 1h', { kind: 'failures', withinMs: 3_600_000 }],
  ['failures 7 days', { kind: 'failures', withinMs: 7 * 24 * 3_600_000 }],
  ['cases', { kind: 'cases' }],
  ['Stats', { kind: 'stats' }],
  [`tokens ${LINK}`, { kind: 'tokens', link: LINK }],
  [`Tokens <${LINK}>`, { kind: 'tokens', link: LINK }],
  [`tokens ${LINK} expected: say no`, open('say no')],
  ['redraw RF-12', { kind: 'about-case', verb: 'redraw', id: 'RF-12' }],
  ['Redraw rf-3', { kind: 'about-case', verb: 'redraw', id: 'RF-3' }],
])('reads “%s”', (text, command) => {
  expect(read(text)).toEqual(command);
});

it.each([
  ['context', { do: 'show' }],
  ['Context  add-prompt a.md,"b c.md"', { do: 'add', kind: 'prompts', files: ['a.md', 'b c.md'] }],
  ['context remove expected: x', { do: 'remove', files: ['expected:', 'x'] }],
])('reads “%s”', (text, order) => {
  expect(read(text)).toEqual({ kind: 'context', command: { kind: 'order', order } });
});

describe('takes files that are named with it', () => {
  it.each([
    [`${LINK} files: a.md, p/*.md expected: say no`, ['a.md', 'p/*.md']],
    [`${LINK} expected: say no file: ./a.md`, ['a.md']],
    [`files:“a b.md” , c.md ${LINK} expected: say no --fresh`, ['a b.md', 'c.md']],
  ])('%s', (text, files) => expect(read(text)).toMatchObject({ ...open('say no'), files }));

  it('but no words of the expectation', () => {
    const expectation = 'list the files: one and two';
    expect(read(`${LINK} expected: ${expectation}`)).toEqual(open(expectation));
  });

  it('and keeps them in a corrected command', () => {
    expect(read(`${LINK} expcted: say no files: a.md, "b c.md"`)).toMatchObject({
      corrected: expect.stringMatching(/say no files: a\.md, "b c\.md"$/),
    });
  });
});

it('reads the corrected command as it was copied from a whisper', () => {
  const near = read(`${LINK} expcted: say no`);
  const corrected = near.kind === 'near-miss' ? (near.corrected ?? '') : '';
  const copied = mrkdwn(corrected).replaceAll('&amp;', '&').replace('/refinery ', '');
  expect(copied).not.toContain('https://');
  expect(read(copied)).toEqual(open('say no'));
});

describe('takes a wish for new answers', () => {
  it.each([
    [`${LINK} expected: say no --fresh`],
    [`--fresh ${LINK} expected: say no`],
    [`${LINK} expected: “say no” —fresh`],
    [`${LINK} expected: say no –FRESH `],
  ])('%s', (text) => expect(read(text)).toEqual({ ...open('say no'), fresh: true }));

  it('but no word of the expectation', () => {
    expect(read(`${LINK} expected: explain --fresh as a flag`)).toEqual(open('explain --fresh as a flag'));
    expect(read(`${LINK} expected: say --freshly`)).toEqual(open('say --freshly'));
  });

  it('and keeps it in a corrected command', () => {
    expect(read(`${LINK} expcted: say no --fresh`)).toMatchObject({
      corrected: expect.stringMatching(/say no --fresh$/),
    });
  });
});

describe('takes a link and an expectation', () => {
  it.each([
    [`${LINK} expected: say no`],
    [`expected: say no ${LINK}`],
    [`${LINK}\nexpected:\n  say   no`],
    [`${LINK} Expected : say no`],
    [`${LINK} EXPECTED=say no`],
    [`${LINK} expectation: say no`],
    [`${LINK} expected – say no`],
    [`${LINK} should: say no`],
    [`${LINK} expected: "say no"`],
    [`${LINK} expected: “say no”`],
    [`${LINK} expected: „say no“`],
    [`${LINK} expected: «say no»`],
    [`${LINK} expected: ‘say no’`],
    [`${LINK} expected: 'say no'`],
    [`${SLACK_LINK} expected: say no`],
    [`please look at ${SLACK_LINK}, expected: say no`],
    [`(${LINK}) expected: say no`],
    [`${LINK}, ${LINK} expected: say no`],
  ])('%s', (text) => {
    expect(read(text)).toEqual(open('say no'));
  });

  it.each([
    'erwartet: sag nein',
    'Erwartung: sag nein',
    'attendu : sag nein',
    'Attendue\u00a0: sag nein',
    'esperado: sag nein',
    'esperada: sag nein',
    'atteso: sag nein',
    'verwacht: sag nein',
    'oczekiwano: sag nein',
    'förväntat: sag nein',
    'forventet: sag nein',
    'beklenen: sag nein',
    'Ожидалось: sag nein',
    '期待：sag nein',
    '预期：sag nein',
    '기대: sag nein',
    'should have: sag nein',
  ])('in the words of others: %s', (said) => {
    expect(read(`${LINK} ${said}`)).toEqual(open('sag nein'));
  });

  it.each([
    [`${LINK} it should have said no`, 'it should have said no'],
    [`look at ${LINK}, the agent should’ve said no. Really!`, 'the agent should’ve said no. Really!'],
    [`It shouldn't have promised that. ${LINK}`, "It shouldn't have promised that."],
    [`${LINK} Er hätte die Preise nennen sollen`, 'Er hätte die Preise nennen sollen'],
    [`${LINK} Il aurait dû dire non`, 'Il aurait dû dire non'],
  ])('from a sentence that is one: %s', (text, expectation) => {
    expect(read(text)).toEqual(open(expectation));
  });

  it.each([
    ['expected: say no project: Support model: small-1', 'say no', { project: 'Support', model: 'small-1' }],
    ['expected: say no repo: acme/support', 'say no', { repo: 'acme/support' }],
    ['project: "Our Support" expected: say no', 'say no', { project: 'Our Support' }],
    ['expected: “say no” Repo=support', 'say no', { repo: 'support' }],
    ['it should have said no project: Support', 'it should have said no', { project: 'Support' }],
  ])('with wishes behind them: %s', (text, expectation, wishes) => {
    expect(read(`${LINK} ${text}`)).toEqual({ ...open(expectation), wishes });
  });

  it.each(['ask for the project: which one', 'say “the model: small”', 'list the files: all of them'])(
    'where what looks like a wish is none: %s',
    (said) => expect(read(`${LINK} expected: ${said}`)).toEqual(open(said)),
  );

  it('and leaves alone what belongs to the expectation', () => {
    expect(read(`${LINK} expected: name "A-0042" and “B”`)).toEqual(open('name "A-0042" and “B”'));
    expect(read(`${LINK} expected: say "a" or "b"`)).toEqual(open('say "a" or "b"'));
    expect(read(`${LINK} expected: answer: yes &lt;b&gt; &amp; no`)).toEqual(open('answer: yes <b> & no'));
    expect(read(`${LINK} expected: send them to https://example.com/help`)).toEqual(
      open('send them to https://example.com/help'),
    );
    expect(read(`${LINK} expected: say that it’s unexpected: rain`)).toEqual(open('say that it’s unexpected: rain'));
  });
});

describe('answers a near miss with the corrected command', () => {
  it.each([
    [LINK, `/refinery ${LINK} expected: <what should have happened>`],
    [`${LINK} expected:`, `/refinery ${LINK} expected: <what should have happened>`],
    [`${LINK} say no`, `/refinery ${LINK} expected: say no`],
    [`${LINK} expcted: say no`, `/refinery ${LINK} expected: say no`],
    [`${LINK} exspected: say no`, `/refinery ${LINK} expected: say no`],
    ['expected: say no', '/refinery <trace link> expected: say no'],
    ['say no', '/refinery <trace link> expected: say no'],
    ['hlep', '/refinery help'],
    ['setpu', '/refinery setup'],
    ['weather', '/refinery help'],
    ['failure', '/refinery failures'],
    ['failures 99d', expect.stringContaining('/refinery <trace link>')],
    [`${LINK} ${OTHER} expected: say no`, expect.stringContaining(`/refinery ${LINK} expected: `)],
    ['https://evil-smith.example/o/a expected: x', null],
    ['https://example.com expected: x', null],
  ])('%s', (text, corrected) => {
    expect(read(text)).toEqual({ kind: 'near-miss', says: expect.stringMatching(/\S.*\.$/), corrected });
  });

  it('and keeps the wishes in it', () => {
    expect(read(`${LINK} expcted: say no repo: a/b project: "Our Support"`)).toMatchObject({
      corrected: `/refinery ${LINK} expected: say no project: "Our Support" repo: a/b`,
    });
  });

  it.each([
    [LINK, { link: LINK }],
    ['say no', { expectation: 'say no' }],
    [`${LINK} say no`, undefined],
    ['hlep', undefined],
  ])('of which a form may take what it has: %s', (text, draft) => {
    const command = read(text);
    expect(command.kind === 'near-miss' && draftIn(command.corrected ?? '')).toEqual(draft);
  });

  it('which is then understood', () => {
    for (const text of [`${LINK} say no`, `${LINK} expcted: “say no”`]) {
      const command = read(text);
      if (command.kind !== 'near-miss' || !command.corrected) throw new Error('expected a near miss');
      expect(read(command.corrected.replace('/refinery ', ''))).toEqual(open('say no'));
    }
  });
});

it('answers whatever is typed, quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, linked) => {
      const command = read(linked ? `${LINK} ${text}` : text);
      return command.kind !== 'open' || (command.expectation !== '' && command.link === LINK);
    }),
  );
  const spentMs = countSpentMs();
  expect(read('x'.repeat(8_001))).toMatchObject({ kind: 'near-miss', says: expect.stringContaining('too long') });
  for (const hostile of [
    '<https://'.repeat(20_000),
    'expected'.repeat(20_000),
    `${' '.repeat(50_000)}:`,
    'a'.repeat(200_000),
    'https://a'.repeat(10_000),
    `${LINK} ${'hätte '.repeat(2_000)}`,
    `${LINK} expected: ${'repo: a '.repeat(2_000)}`,
    `${LINK} expected: files: ${'a,'.repeat(4_000)}`,
    `${LINK} ${', '.repeat(4_000)} should have`,
  ]) {
    read(hostile.slice(0, 8_000));
  }
  expect(spentMs()).toBeLessThan(1_000);
});
