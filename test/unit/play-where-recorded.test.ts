import { expect, it } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { type OtherProvider, playBesideStandIn, playWhereRecorded } from '../../src/flow/play-where-recorded.ts';
import type { Model } from '../../src/ports.ts';
import { someCall, someModel, someOutput } from './some.ts';

/** A model of a provider that serves what bears its own names. */
function modelOf(provider: string, model: string, own: RegExp): Model {
  const termsOf = ({ model: recorded }: Call) => {
    const used = own.exec(recorded ?? '')?.[1];
    return {
      replayedOn: {
        recorded,
        used: used ?? model,
        why: used === undefined ? ('default' as const) : ('recorded' as const),
      },
      leftOut: [`what ${provider} has no place for`],
      unable: null,
    };
  };
  return someModel({
    name: `${provider}/${model}`,
    provider,
    termsOf,
    replay: async (call) => ({
      output: someOutput('Yes.'),
      model: `${provider}: ${termsOf(call).replayedOn.used}`,
      usage: { inputTokens: 1, outputTokens: 1 },
    }),
  });
}
const other = (name: string, own: RegExp): OtherProvider => ({ name, open: (model) => modelOf(name, model, own) });
const GPT = /^(gpt-.*)$/;
const CLAUDE = /^(?:anthropic\/)?(claude-.*)$/;
const ANY = /^(.*)$/;
const usual = modelOf('openai', 'gpt-6', GPT);
const players = playWhereRecorded(usual, [other('anthropic', CLAUDE)]);

it.each<[string, Partial<Call>, Model, string]>([
  ['by its own model', { model: 'claude-opus-5', provider: 'anthropic' }, players, 'anthropic: claude-opus-5'],
  ['under its name there', { model: 'anthropic/claude-opus-5' }, players, 'anthropic: claude-opus-5'],
  ['by the usual provider where that has it', { model: 'gpt-5', provider: 'openai' }, players, 'openai: gpt-5'],
  ['by the usual model where nobody has it', { model: 'llama-4', provider: 'groq' }, players, 'openai: gpt-6'],
  ['by the usual model where none was recorded', { model: null, provider: 'anthropic' }, players, 'openai: gpt-6'],
  [
    'by who had it, of two that have it',
    { model: 'claude-opus-5', provider: 'anthropic' },
    playWhereRecorded(modelOf('gateway.example', 'm', ANY), [other('anthropic', CLAUDE)]),
    'anthropic: claude-opus-5',
  ],
  [
    'by the usual one, of two that have it and did not have the call',
    { model: 'claude-opus-5', provider: 'aws.bedrock' },
    playWhereRecorded(modelOf('gateway.example', 'm', ANY), [other('anthropic', CLAUDE)]),
    'gateway.example: claude-opus-5',
  ],
])('plays a call %s', async (_how, about, replayer, expected) => {
  const call = someCall(about);
  const { model } = await replayer.replay(call);
  expect(model).toBe(expected);
  expect(`${replayer.players?.of(call).provider}: ${replayer.termsOf(call).replayedOn.used}`).toBe(expected);
  expect(replayer.termsOf(call).leftOut).toEqual([`what ${replayer.players?.of(call).provider} has no place for`]);
});

it('is called as the usual one is, and names all who may be asked', () => {
  expect(players).toMatchObject({ name: 'openai/gpt-6', provider: 'openai' });
  expect(players.players).toMatchObject({ usual: { name: 'openai/gpt-6' }, names: ['openai/gpt-6', 'anthropic/*'] });
  expect(players.players?.of(someCall({ model: 'claude-opus-5' })).name).toBe('anthropic/claude-opus-5');
});

it('is without a provider that can’t be opened', () => {
  const alone = playWhereRecorded(usual, [{ name: 'anthropic', open: () => undefined }]);
  expect(alone.players?.of(someCall({ model: 'claude-opus-5' })).name).toBe('openai/gpt-6');
});

it('has the stand-in play what it played itself, in whatever version, and nothing else; that it plays at all can be told', async () => {
  const standIn = { ...modelOf('stand-in', 'stand-in-1', ANY), name: 'stand-in', standIn: true };
  const both = playBesideStandIn(players, standIn);
  const by = async (model: string | null) => (await both.replay(someCall({ model }))).model.split(':')[0];
  expect([await by('stand-in'), await by('stand-in-1')]).toEqual(['stand-in', 'stand-in']);
  expect([await by('stand-inside'), await by('gpt-5'), await by(null)]).toEqual(['openai', 'openai', 'openai']);
  expect(both.players?.of(someCall({ model: 'stand-in-1' })).standIn).toBe(true);
  expect(both.players?.of(someCall({ model: 'claude-opus-5' })).provider).toBe('anthropic');
  expect([both.players?.hasStandIn, players.players?.hasStandIn]).toEqual([true, undefined]);
  expect(both.players?.names).toEqual(['openai/gpt-6', 'anthropic/*', 'stand-in']);
});
