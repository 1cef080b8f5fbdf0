import { expect, it } from 'vitest';
import { chooseModel, type ModelOffer } from '../../src/refine/call/choose-model.ts';

const offer = (provider: string, model: string, own: RegExp): ModelOffer => ({
  provider,
  model,
  nameOf: (recorded) => (own.test(recorded) ? recorded : undefined),
});
const openAi = offer('openai', 'gpt-6.1-terra', /^gpt-/);
const openAiMini = offer('openai', 'gpt-6.1-mini', /^$/);
const anthropic = offer('anthropic', 'claude-opus-5', /^claude-/);
const gateway = offer('gateway', 'llama-4-8b', /^$/);

it.each([
  ['gpt-4o', [openAi], false, 'gpt-4o', 'recorded'],
  ['claude-haiku-5', [openAi, anthropic], false, 'claude-haiku-5', 'recorded'],
  ['us.anthropic.claude-haiku-5', [openAi, anthropic], false, 'claude-opus-5', 'family'],
  ['meta/llama-3-70b', [openAi, anthropic, gateway], false, 'llama-4-8b', 'family'],
  ['gemini-3-flash', [openAi, anthropic, openAiMini], false, 'gpt-6.1-mini', 'size'],
  ['gemini-3-pro', [openAi, anthropic], false, 'claude-opus-5', 'size'],
  ['gemini-3-pro', [openAi], false, 'gpt-6.1-terra', 'default'],
  ['support-agent', [anthropic, gateway], false, 'claude-opus-5', 'default'],
  ['gpt-4o', [anthropic, openAi], true, 'claude-opus-5', 'set'],
  ['openai/gpt-6.1-terra', [openAi], true, 'gpt-6.1-terra', 'recorded'],
  [null, [openAi, anthropic], false, 'gpt-6.1-terra', 'unrecorded'],
])('a call of %s on %o (overruled: %s) is replayed on %s: %s', (recorded, offers, overrules, used, why) => {
  expect(chooseModel(recorded, offers, overrules)?.replayedOn).toEqual({ recorded, used, why });
});

it('none is chosen where none is set', () => {
  expect(chooseModel('gpt-4o', [], false)).toBeUndefined();
});
