import fc from 'fast-check';
import { expect, it } from 'vitest';
import { providerBodies } from '../../src/formats/provider-bodies.ts';
import { rebuildCall } from '../../src/refine/call/rebuild-call.ts';
import { toChatBodies } from '../../src/refine/call/to-chat-body.ts';
import { someCall } from './some.ts';

const said = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => text.trim() === text);
const id = fc.nat({ max: 99 }).map((number) => `call_${number}`);
const toolCall = fc.record({ id, name: fc.constantFrom('search', 'look_up'), arguments: fc.dictionary(said, said) });
const finish = fc.constantFrom('stop' as const, 'length' as const);

it('is read back as the call that it was written from', () => {
  fc.assert(
    fc.property(said, said, toolCall, said, finish, (system, user, called, result, finish) => {
      const call = someCall({
        messages: [
          { role: 'system', content: system, toolCalls: [], toolCallId: null },
          { role: 'user', content: user, toolCalls: [], toolCallId: null },
          { role: 'assistant', content: '', toolCalls: [called], toolCallId: null },
          { role: 'tool', content: result, toolCalls: [], toolCallId: called.id },
        ],
        tools: [{ name: 'search', description: 'Searches.', parameters: { type: 'object', properties: {} } }],
        responseFormat: { type: 'json_object' },
        parameters: { temperature: 0.2 },
      });
      const output = { text: result, toolCalls: [], finish };
      const written = JSON.parse(JSON.stringify({ case: 'RF-1', ...toChatBodies({ call, output }) }));
      const run = providerBodies.read(written)?.runs.find(({ kind }) => kind === 'llm');
      const rebuilt = run && rebuildCall(run);
      expect(rebuilt).toMatchObject({
        call: {
          model: call.model,
          messages: call.messages,
          tools: call.tools,
          responseFormat: call.responseFormat,
          parameters: call.parameters,
        },
        output,
      });
    }),
    { numRuns: 200 },
  );
});

it('keeps a call of a tool as the answer', () => {
  const output = {
    text: '',
    toolCalls: [{ id: 'call_1', name: 'look_up_order', arguments: { order_id: 42 } }],
    finish: 'tool-calls' as const,
  };
  const bodies = toChatBodies({ call: someCall({ model: null }), output });
  const run = providerBodies.read(JSON.parse(JSON.stringify(bodies)))?.runs.find(({ kind }) => kind === 'llm');
  expect(run && rebuildCall(run)).toMatchObject({ output });
});
