import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/domain/json.ts';

export const PROJECT = '0bbbbbbb-0000-4000-8000-000000000002';
export const TOKEN = '0eeeeeee-0000-4000-8000-000000000005';
export const KEY = 'key-of-the-test';

export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * As much of LangSmith's API as reading a trace takes, over HTTP: v2 with fields
 * only as selected and `project_id` demanded, v1 for a run alone, shared traces.
 *
 * @param runs as API v2 tells them
 */
export async function serveLangSmith(runs: readonly JsonObject[]) {
  const requests: string[] = [];
  let fault: Fault | undefined;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}`);
    if (fault) return fault(request, response);
    const isPublic = url.pathname.includes('/public/');
    if (!isPublic && request.headers['x-api-key'] !== KEY) return send(response, 401, { detail: 'Invalid token' });
    readBody(request).then((body) => {
      const found = answer(url, body, runs);
      send(response, found ? 200 : 404, found ?? { detail: 'not found' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    requests,
    link: (rest: string) => `${url}/o/${PROJECT}/projects/p/${PROJECT}${rest}`,
    fail: (next: Fault | undefined) => {
      fault = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function answer(url: URL, body: JsonObject, runs: readonly JsonObject[]): JsonObject | undefined {
  const steps = url.pathname.split('/').filter((step) => step !== '');
  const fields = url.searchParams.getAll('selects');
  const isOurs = url.searchParams.get('project_id') === PROJECT;
  const run = runs.find(({ id }) => id === steps.at(-1));
  const route = steps.map((step) => (/^[0-9a-f-]{36}$/.test(step) ? ':id' : step)).join('/');
  switch (route) {
    case 'api/v2/traces/:id/runs': {
      const inTrace = runs.filter(({ trace_id }) => trace_id === steps[3]);
      return isOurs ? { items: inTrace.map((one) => select(one, fields)) } : undefined;
    }
    case 'api/v2/runs/:id':
      return run && isOurs ? select(run, fields) : undefined;
    case 'runs/:id':
      return run && { id: run.id ?? null, trace_id: run.trace_id ?? null, session_id: PROJECT };
    case 'api/v2/public/:id/runs/query': {
      const asked = Array.isArray(body.selects) ? body.selects.map(String) : [];
      const shown = asked.filter((field) => field !== 'INPUTS' && field !== 'OUTPUTS');
      return steps[3] === TOKEN ? { items: runs.map((one) => select(one, shown)) } : undefined;
    }
    case 'api/v2/public/:id/run/:id': {
      const isExact = run?.start_time === url.searchParams.get('start_time');
      return run && isExact && steps[3] === TOKEN ? select(run, fields) : undefined;
    }
    default:
      return undefined;
  }
}

/** Without `selects` the service tells ids only. */
function select(run: JsonObject, fields: readonly string[]): JsonObject {
  const wanted = new Set(['id', ...fields.map((field) => field.toLowerCase())]);
  return Object.fromEntries(Object.entries(run).filter(([key]) => wanted.has(key)));
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}
