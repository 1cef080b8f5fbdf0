import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../src/domain/json.ts';
import { type Fault, send } from './serve-langsmith.ts';

export const KEYS = { publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' } as const;

/**
 * As much of Langfuse's API as reading a trace takes, over HTTP: a trace, with its observations
 * unless `fields` leaves them out, and observations by pages.
 */
export async function serveLangfuse(
  trace: JsonObject & { id: string },
  observations: readonly JsonObject[],
  { knowsFields = true }: { knowsFields?: boolean } = {},
) {
  const requests: string[] = [];
  let fault: Fault | undefined;
  const expected = `Basic ${btoa(`${KEYS.publicKey}:${KEYS.secretKey}`)}`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (fault) return fault(request, response);
    if (request.headers.authorization !== expected) return send(response, 401, { message: 'Invalid credentials' });
    if (url.pathname === `/api/public/traces/${trace.id}`) {
      const leavesOut = knowsFields && url.searchParams.get('fields')?.includes('observations') === false;
      return send(response, 200, { ...trace, observations: leavesOut ? [] : observations });
    }
    if (url.pathname === '/api/public/observations' && url.searchParams.get('traceId') === trace.id) {
      const [page, limit] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('limit'))];
      if (!(limit >= 1 && limit <= 100)) return send(response, 400, { message: 'limit must be at most 100' });
      return send(response, 200, { data: observations.slice((page - 1) * limit, page * limit), meta: { page, limit } });
    }
    if (url.pathname === '/api/public/projects') return send(response, 200, { data: [{ id: 'p1', name: 'shop' }] });
    send(response, 404, { message: 'Not found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    link: (traceId: string) => `${url}/project/p1/traces/${traceId}`,
    fail: (next: Fault | undefined) => {
      fault = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
