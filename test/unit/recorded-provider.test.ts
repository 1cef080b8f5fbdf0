import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { providerAt, recordedProvider } from '../../src/refine/call/recorded-provider.ts';

it.each<[JsonObject, string | null]>([
  [{ metadata: { ls_provider: 'openai' } }, 'openai'],
  [{ metadata: { ls_provider: 'Azure' } }, 'azure'],
  [{ attributes: { 'gen_ai.provider.name': 'openai' } }, 'openai'],
  [{ attributes: { 'gen_ai.system': 'anthropic' } }, 'anthropic'],
  [{ attributes: { 'llm.provider': 'openai' } }, 'openai'],
  [
    { metadata: { ls_provider: 'openai' }, invocation_params: { base_url: 'https://openrouter.ai/api/v1' } },
    'openrouter.ai',
  ],
  [{ metadata: { ls_provider: 'openai' }, invocation_params: { base_url: 'https://api.openai.com/v1' } }, 'openai'],
  [{ attributes: { 'gen_ai.system': 'openai', 'server.address': 'llm.shop.internal' } }, 'llm.shop.internal'],
  [{ invocation_params: { base_url: 'http://127.0.0.1:8000/v1' } }, '127.0.0.1:8000'],
  [{ metadata: { ls_provider: 'openai' }, invocation_params: { base_url: 'http://[' } }, null],
  [{ metadata: { ls_provider: 'google_genai' } }, 'gemini'],
  [{ attributes: { 'gen_ai.provider.name': 'gcp.gemini' } }, 'gemini'],
  [{ attributes: { 'gen_ai.provider.name': 'gcp.vertex_ai' } }, 'gcp.vertex_ai'],
  [{ attributes: { 'gen_ai.system': 'x', 'server.address': 'generativelanguage.googleapis.com' } }, 'gemini'],
  [{ attributes: { 'gen_ai.system': 'x', 'server.address': 'api.anthropic.com' } }, 'anthropic'],
  [{ metadata: { ls_provider: 7 } }, null],
  [{ metadata: { ls_model_name: 'gpt-5' } }, null],
  [{}, null],
])('%j was sent to %s', (extra, provider) => {
  expect(recordedProvider({ extra })).toBe(provider);
});

it.each([
  [undefined, 'openai'],
  ['https://api.openai.com/v1', 'openai'],
  ['https://api.openai.com.evil.example/v1', 'api.openai.com.evil.example'],
  ['http://localhost:11434/v1', 'localhost:11434'],
])('a model at %s is of %s', (address, provider) => {
  expect(providerAt(address)).toBe(provider);
});
