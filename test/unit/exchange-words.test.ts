import { expect, it } from 'vitest';
import type { Exchange } from '../../src/domain/exchange.ts';
import type { Desk } from '../../src/flow/desk.ts';
import { exchangesShown } from '../../src/flow/exchanges-shown.ts';
import { exchangesText, hasAskedModel, nothingSeenWords } from '../../src/refine/case/exchange-words.ts';
import { sawButton } from '../../src/slack/controls/saw.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { someProven } from './some.ts';
import { ada, historyAfter, place, type Step, stepsTo } from './some-history.ts';

const LONG = `The trace.\n${'It says much. '.repeat(40)}`.trim();

function called(about: Partial<Exchange> = {}, request: Exchange['request'] = {}): Exchange {
  return {
    atMs: Date.UTC(2026, 10, 29, 12, 50, 1),
    tookMs: 3_240,
    asked: 'openai/some',
    question: 'diagnose',
    promptVersion: 'v1',
    request: {
      system: 'Find out why.',
      maxOutputTokens: 4_000,
      shared: { text: LONG, key: 'RF-1' },
      user: '{"objections":[]}',
      schemaName: 'diagnose',
      schema: { type: 'object' },
      ...request,
    },
    reply: {
      text: '{"summary":"It was silent."}',
      model: 'some-2026-11',
      usage: { inputTokens: 1_234, outputTokens: 56, cachedInputTokens: 1_000 },
    },
    ...about,
  };
}

const rules = stepsTo(someProven());
const byModel: readonly Step[] = rules.map(([revision, body]) => [
  revision,
  body.kind === 'diagnosed' ? { ...body, answerer: { ...body.answerer, model: 'openai/some' } } : body,
]);
const history = historyAfter(...byModel);

it('shows each call in full, word for word, and a long text once', () => {
  const second = called({ question: 'propose', reply: null }, { user: 'Use ``` and\u200b more.\nTwice.' });
  expect(exchangesText(history, [called(), second], 1e6)).toMatchInlineSnapshot(`
    "# RF-1: what the model saw

    Every call of the analyst’s model for this case with its raw answer, the oldest first, word for word as it went. Labels such as [email-1] stand where something private stood; signs that nobody would see are written out, such as ⟨U+200B⟩. Replays of the agent’s own call, and what a judge was asked about them, are not in it.

    What was asked before the first of these is gone: it is kept for a week.

    ## 1. diagnose

    - sent: 2026-11-29T12:50:01.000Z, took 3.2 s
    - asked: \`openai/some\`, answered by \`some-2026-11\`
    - prompt: \`v1\`
    - tokens: 1,234 in (1,000 of them read before), 56 out
    - maxOutputTokens: 4000
    - schemaName: diagnose

    ### system

    \`\`\`text
    Find out why.
    \`\`\`

    ### shared

    \`\`\`text
    The trace.
    It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much. It says much.
    \`\`\`

    ### user

    \`\`\`text
    {"objections":[]}
    \`\`\`

    ### schema

    \`\`\`json
    {
      "type": "object"
    }
    \`\`\`

    ### answer

    \`\`\`json
    {"summary":"It was silent."}
    \`\`\`

    ## 2. propose

    - sent: 2026-11-29T12:50:01.000Z, took 3.2 s
    - asked: \`openai/some\`
    - prompt: \`v1\`
    - maxOutputTokens: 4000
    - schemaName: diagnose

    ### system

    \`\`\`text
    Find out why.
    \`\`\`

    ### shared

    The same text as “shared” of 1.

    ### user

    \`\`\`\`text
    Use \`\`\` and⟨U+200B⟩ more.
    Twice.
    \`\`\`\`

    ### schema

    \`\`\`json
    {
      "type": "object"
    }
    \`\`\`

    ### answer

    Nothing came back.
    "
  `);
});

it('leaves out whole calls where there are too many, and says so', () => {
  const text = exchangesText(history, [called(), called(), called()], 10);
  expect(text).toContain('## 1. diagnose');
  expect(text).not.toContain('## 2.');
  expect(text).toContain(
    '2 more calls are left out, or this file would be too large. On a terminal, all are shown: saw RF-1',
  );
});

it('says what of it is gone, and why there is nothing', () => {
  const answeredMs = someProven().openedAtMs;
  expect(exchangesText(history, [called({ atMs: answeredMs + 1 })], 1e6)).toContain('is gone: it is kept for a week');
  expect(exchangesText(history, [called({ atMs: answeredMs - 1 })], 1e6)).not.toContain('is gone');
  const all = [called({ atMs: answeredMs - 1 }), called({ atMs: answeredMs + 1 })];
  expect(exchangesText(history, all.slice(1), 1e6, all)).not.toContain('is gone');
  expect(nothingSeenWords(history)).toContain('is kept for a week, and is gone by now');
  expect(nothingSeenWords(historyAfter(...rules))).toContain('No model was asked about RF-1');
});

it('an old button says that it is gone', async () => {
  const desk = { find: async () => history, exchanges: async () => [] } as unknown as Desk;
  const press = { by: ada, standing: 'guest', team: place.team, channel: null } as const;
  const pressed = await sawButton.press(JSON.stringify({ id: history.now.id }), press, desk);
  expect(pressed).toEqual({ show: 'whisper', text: nothingSeenWords(history) });
});

it('is offered where a model was asked, be it in vain', () => {
  const unusable: Step = [1, { kind: 'failed', atMs: 9, chapter: 'diagnose', error: 'answer-unusable', detail: '' }];
  expect(hasAskedModel(historyAfter(...rules))).toBe(false);
  expect(hasAskedModel(historyAfter(...rules.slice(0, 2), unusable))).toBe(true);
  const button = '"action_id":"saw"';
  expect(JSON.stringify(detailsView(history, 1))).toContain(button);
  expect(JSON.stringify(detailsView(historyAfter(...rules), 1))).not.toContain(button);
});

it('hides what the project hides by now, the same in all of it, and nothing else', () => {
  const own = [{ kind: 'word', pattern: /Acme/g }];
  const before = called({}, { user: 'Acme says [word-1] and [email-2].' });
  const [shown, other] = exchangesShown([before, called({}, { user: 'Acme' })], own);
  expect(shown?.request).toEqual({ ...before.request, user: '[word-2] says [word-1] and [email-2].' });
  expect(other?.request.user).toBe('[word-2]');
  expect(exchangesShown([before], [])).toEqual([before]);
  const told = called({ reply: { text: 'Ask Acme.', model: 'm', usage: { inputTokens: 1, outputTokens: 1 } } });
  expect(exchangesShown([told], own)[0]?.reply?.text).toBe('Ask [word-1].');
});
