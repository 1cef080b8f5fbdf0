import { expect, it } from 'vitest';
import { isPrivateHost } from '../../src/refine/trace/is-private-host.ts';

it.each([
  'http://localhost:11434/v1',
  'http://127.0.0.1/v1',
  'http://0x7f.1/v1',
  'http://[::1]:8000/v1',
  'http://[fd12::1]/v1',
  'http://10.1.2.3/v1',
  'http://172.31.0.1/v1',
  'http://192.168.1.9/v1',
  'http://ollama:11434/v1',
  'http://gpu.local/v1',
  'https://models.corp.internal/v1',
])('%s is at home', (url) => {
  expect(isPrivateHost(new URL(url))).toBe(true);
});

it.each([
  'https://api.openai.com/v1',
  'http://127.0.0.1.nip.io/v1',
  'http://172.32.0.1/v1',
  'http://11.0.0.1/v1',
  'http://134744072/v1?not=192.168.1.1',
  'http://[2001:db8::1]/v1',
  'http://[::ffff:8.8.8.8]/v1',
  'https://internal.example.com/v1',
  'https://localhost@api.openai.com/v1',
  'https://api.openai.com./v1',
])('%s is not', (url) => {
  expect(isPrivateHost(new URL(url))).toBe(false);
});
