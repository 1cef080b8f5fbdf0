import { describe, expect, it } from 'vitest';
import { parseLangfuseLink } from '../../src/refine/trace/langfuse-link.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const CLOUD = 'https://cloud.langfuse.com';

describe('links to Langfuse', () => {
  it.each([
    [`${CLOUD}/project/p1/traces/${ID}`, undefined, CLOUD],
    [`${CLOUD}/project/p1/traces/${ID}/?observation=o1`, undefined, CLOUD],
    [`https://us.cloud.langfuse.com/project/p1/trace/${ID}`, undefined, 'https://us.cloud.langfuse.com'],
    [`<${CLOUD}/project/p1/traces?peek=${ID}&amp;x=1|the trace>`, undefined, CLOUD],
    [
      `https://fuse.acme.example/sub/project/p1/traces/${ID}`,
      'https://fuse.acme.example/sub/',
      'https://fuse.acme.example/sub',
    ],
    [`http://127.0.0.1:3000/project/p1/traces/${ID}`, 'http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('%s', (text, host, site) => {
    expect(parseLangfuseLink(text, host)).toMatchObject({ site, traceId: ID });
  });

  it.each([
    [`${CLOUD}/project/p1/traces/${ID}`, 'https://fuse.acme.example'],
    [`https://cloud.langfuse.com.evil.example/project/p1/traces/${ID}`, undefined],
    [`https://user:pass@cloud.langfuse.com/project/p1/traces/${ID}`, undefined],
    [`http://cloud.langfuse.com/project/p1/traces/${ID}`, undefined],
    [`https://fuse.acme.example/subway/project/p1/traces/${ID}`, 'https://fuse.acme.example/sub'],
  ])('%s is foreign: the keys go nowhere else', (text, host) => {
    expect(parseLangfuseLink(text, host)).toBe('foreign');
  });

  it.each([
    `${CLOUD}/project/p1/traces`,
    `${CLOUD}/project/p1/traces/..%2f..%2fusers`,
    `${CLOUD}/project/p1/traces/%E0`,
    `${CLOUD}/project/p1/traces/${'a'.repeat(300)}`,
    `${CLOUD}/project/p1/sessions/${ID}`,
    `https:\\\\cloud.langfuse.com/project/p1/traces/${ID}`,
    `${CLOUD}/${'x'.repeat(1_000_000)}`,
    '',
  ])('%.80s leads nowhere', (text) => {
    expect(parseLangfuseLink(text)).toBeUndefined();
  });
});
