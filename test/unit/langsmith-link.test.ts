import { describe, expect, it } from 'vitest';
import { linkToTrace, parseLangSmithLink } from '../../src/refine/trace/langsmith-link.ts';

const ORG = '0aaaaaaa-0000-4000-8000-000000000001';
const PROJECT = '0bbbbbbb-0000-4000-8000-000000000002';
const RUN = '0ccccccc-0000-4000-8000-000000000003';
const TRACE = '0ddddddd-0000-4000-8000-000000000004';
const IN_PROJECT = `/o/${ORG}/projects/p/${PROJECT}`;
const CLOUD = 'https://smith.langchain.com';
const CLOUD_API = 'https://api.smith.langchain.com';

const run = (found: Partial<Record<'apiUrl' | 'projectId' | 'traceId' | 'id' | 'startTime', string | null>> = {}) => {
  const { apiUrl = CLOUD_API, projectId = PROJECT, traceId = null, id = RUN, startTime = null } = found;
  return { kind: 'run', apiUrl, projectId, traceId, run: { id, startTime } };
};

describe('links as people copy them', () => {
  it.each([
    [`${CLOUD}${IN_PROJECT}/r/${RUN}?poll=true`, run()],
    [`${CLOUD}${IN_PROJECT}/r/${RUN.toUpperCase()}/`, run()],
    [`${CLOUD}${IN_PROJECT}?peek=${RUN}&peeked_trace=${TRACE}`, run({ traceId: TRACE })],
    [`${CLOUD}${IN_PROJECT}/r/${RUN}?trace_id=${TRACE}`, run({ traceId: TRACE })],
    [`${CLOUD}${IN_PROJECT}?trace_id=${TRACE}`, run({ id: TRACE, traceId: TRACE })],
    [`${CLOUD}/o/${ORG}/projects/r/${RUN}?peek_project=${PROJECT}`, run()],
    [`${CLOUD}/o/~/projects/p/my-project/r/${RUN}`, run({ projectId: null })],
    [`https://eu.smith.langchain.com${IN_PROJECT}/r/${RUN}`, run({ apiUrl: 'https://eu.api.smith.langchain.com' })],
    [
      `<${CLOUD}${IN_PROJECT}?peek=20260609T021546Z${RUN}&amp;trace_id=${TRACE}&amp;run_id=20260609T021546Z${RUN}&amp;peeked_trace=20260609T021546383895Z${TRACE}|the trace>`,
      run({ traceId: TRACE, startTime: '2026-06-09T02:15:46Z' }),
    ],
    [`${CLOUD}${IN_PROJECT}/r/20260609T021546383Z${RUN}`, run({ startTime: '2026-06-09T02:15:46.383000Z' })],
    [`smith.langchain.com${IN_PROJECT}/r/${RUN}`, run()],
    [RUN, run({ projectId: null })],
    [` <${CLOUD}/public/${TRACE}/r> `, { kind: 'shared', apiUrl: CLOUD_API, token: TRACE }],
    [`${CLOUD}/public/${TRACE}/r/${RUN}`, { kind: 'shared', apiUrl: CLOUD_API, token: TRACE }],
    [
      `${CLOUD}${IN_PROJECT}/t/thread%201`,
      { kind: 'thread', apiUrl: CLOUD_API, projectId: PROJECT, threadId: 'thread 1' },
    ],
    [`${CLOUD}${IN_PROJECT}/t/%E0`, { kind: 'too-wide', apiUrl: CLOUD_API, what: 'thread' }],
    [`${CLOUD}/o/~/projects/p/my-project/t/thread-1`, { kind: 'too-wide', apiUrl: CLOUD_API, what: 'thread' }],
    [`${CLOUD}${IN_PROJECT}`, { kind: 'too-wide', apiUrl: CLOUD_API, what: 'project' }],
  ])('%s', (text, found) => {
    expect(parseLangSmithLink(text)).toMatchObject(found);
  });

  it('keeps the bare link, which says the same once more', () => {
    const found = parseLangSmithLink(`<${CLOUD}${IN_PROJECT}?peek=${RUN}&amp;trace_id=${TRACE}|x>`);
    if (found === undefined || found === 'foreign') throw new Error('not recognised');
    expect(found.link).toBe(`${CLOUD}${IN_PROJECT}?peek=${RUN}&trace_id=${TRACE}`);
    expect(parseLangSmithLink(found.link)).toEqual(found);
  });
});

describe('a link that is made for a trace', () => {
  it.each([
    ['https://api.smith.langchain.com', undefined],
    ['https://eu.api.smith.langchain.com', 'https://eu.api.smith.langchain.com'],
    ['https://ls.acme.example/sub/api/v1', 'https://ls.acme.example/sub/api/v1'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('leads back to it: %s', (apiUrl, endpoint) => {
    const found = parseLangSmithLink(linkToTrace(apiUrl, PROJECT, TRACE), endpoint);
    expect(found).toMatchObject(run({ apiUrl, id: TRACE, traceId: TRACE }));
  });
});

describe('a configured endpoint', () => {
  it.each([
    [
      'https://ls.acme.example/api/v1',
      `https://ls.acme.example${IN_PROJECT}/r/${RUN}`,
      'https://ls.acme.example/api/v1',
    ],
    [
      'https://ls.acme.example/sub/api',
      `https://ls.acme.example/sub${IN_PROJECT}/r/${RUN}`,
      'https://ls.acme.example/sub/api',
    ],
    ['http://127.0.0.1:4010/', `http://127.0.0.1:4010${IN_PROJECT}/r/${RUN}`, 'http://127.0.0.1:4010'],
    ['https://eu.api.smith.langchain.com', `${CLOUD}${IN_PROJECT}/r/${RUN}`, CLOUD_API],
  ])('%s', (endpoint, link, apiUrl) => {
    expect(parseLangSmithLink(link, endpoint)).toMatchObject(run({ apiUrl }));
  });

  it('is asked for bare ids', () => {
    expect(parseLangSmithLink(RUN, 'http://127.0.0.1:4010')).toMatchObject({ apiUrl: 'http://127.0.0.1:4010' });
  });

  it.each([
    `${CLOUD}${IN_PROJECT}/r/${RUN}`,
    `http://ls.acme.example${IN_PROJECT}/r/${RUN}`,
    `https://ls.acme.example:8443${IN_PROJECT}/r/${RUN}`,
    `https://ls.acme.example${IN_PROJECT}/r/${RUN}`,
    `https://ls.acme.example/subway${IN_PROJECT}/r/${RUN}`,
  ])('makes %s foreign: its key goes nowhere else', (link) => {
    expect(parseLangSmithLink(link, 'https://ls.acme.example/sub/api/v1')).toBe('foreign');
  });
});

describe('hostile links', () => {
  const path = `${IN_PROJECT}/r/${RUN}`;

  it.each([
    `https://smith.langchain.com@evil.example${path}`,
    `https://smith.langchain.com.evil.example${path}`,
    `https://evil.example${path}`,
    `https://evilsmith.langchain.com${path}`,
    `https://x.smith.langchain.com${path}`,
    `http://smith.langchain.com${path}`,
    `https://smith.langchain.com:8443${path}`,
    `https://user:pass@smith.langchain.com${path}`,
    `https://smith.langchain.com.${path}`,
    `https://[::ffff:169.254.169.254]${path}`,
    `https://0x7f.1${path}`,
    `https://2130706433${path}`,
  ])('%s is foreign', (link) => {
    expect(parseLangSmithLink(link)).toBe('foreign');
  });

  it.each([
    'https://169.254.169.254/latest/meta-data',
    `https://evil.example/#${CLOUD}${path}`,
    `https://smith。langchain。com${path}`,
    `https://smith.langch\u0430in.com${path}`,
    `https://smith.langchain.com\\@evil.example${path}`,
    `https:\\\\smith.langchain.com${path}`,
    `https://smith.lang\nchain.com${path}`,
    `https://smith.langchain.com${path}\u0000`,
    'javascript:alert(1)',
    'file:///etc/passwd',
    `${CLOUD}/../settings`,
    `${CLOUD}/public/not-a-token/r`,
    'x'.repeat(1_000_000),
    `https://${'/'.repeat(100_000)}`,
    `<${'|'.repeat(4_000)}`,
    '',
  ])('%.60s leads nowhere', (link) => {
    expect(parseLangSmithLink(link)).toBeUndefined();
  });

  it('lets nothing of a link through but ids, whatever its path holds', () => {
    expect(parseLangSmithLink(`${CLOUD}/o/..%2f..%2f/projects/p/..%2f${PROJECT}/r/${RUN}`)).toMatchObject(
      run({ projectId: null }),
    );
    expect(parseLangSmithLink(`${CLOUD}${path}%00`)).toMatchObject({ kind: 'too-wide' });
    expect(parseLangSmithLink(`${CLOUD}/o/${'a'.repeat(2_000)}/projects/p/${PROJECT}/r/${RUN}`)).toMatchObject(run());
  });
});
