import { createServer, type Server } from 'node:http';
import { RefineryError } from './domain/errors.ts';
import type { Metrics } from './metrics.ts';

/** Slack closes lines of its own accord, and new ones stand within seconds. */
const DEAF_PATIENCE_MS = 60_000;

export type Health = Readonly<{
  /** Rejects when the database does not answer. */
  look(): Promise<unknown>;
  /** How long nothing that happens in Slack has been heard; 0 while a line stands, and before there was to be one. */
  deafMs(): number;
  /** Not there: `/metrics` is not found. */
  metrics?: Pick<Metrics, 'page'> | undefined;
}>;

type Answer = Readonly<{ status: number; type?: string; text: string }>;

/**
 * `/healthz`: 200 while the database answers and Slack is heard, else 503 and why. `/metrics`, where that is on.
 *
 * @throws RefineryError config-invalid for a port that can't be used
 */
export async function openHealth(port: number, health: Health): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { status, type = 'text/plain', text } = await answer(request.url, health);
    response.writeHead(status, { 'content-type': type }).end(text);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, listening);
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : cause;
    throw new RefineryError('config-invalid', `PORT ${port} can't be used: ${why}`, { cause });
  });
  return server;
}

async function answer(url: string | undefined, { look, deafMs, metrics }: Health): Promise<Answer> {
  try {
    if (url === '/metrics' && metrics) return { status: 200, ...(await metrics.page()) };
    if (url !== '/healthz') return { status: 404, text: 'not found' };
    await look();
  } catch {
    return { status: 503, text: 'the database does not answer' };
  }
  if (deafMs() > DEAF_PATIENCE_MS) return { status: 503, text: 'no line to Slack stands' };
  return { status: 200, text: 'ok' };
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
