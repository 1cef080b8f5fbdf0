import { createServer, type IncomingMessage, type Server } from 'node:http';
import { readDelivery } from './code/github/read-delivery.ts';
import { RefineryError } from './domain/errors.ts';
import type { Metrics } from './metrics.ts';
import type { Answer, SignedRequest } from './slack/deliveries.ts';

/** Slack closes lines of its own accord, and new ones stand within seconds. */
const DEAF_PATIENCE_MS = 60_000;

export type Listening = Readonly<{
  /** Rejects when the database does not answer. */
  look(): Promise<unknown>;
  /** How long nothing that happens in Slack has been heard; 0 while a line stands, and before there was to be one. */
  deafMs(): number;
  /** Not there: `/metrics` is not found. */
  metrics?: Pick<Metrics, 'page'> | undefined;
  /** Not there: nobody tells us of GitHub. */
  gitHub?: Readonly<{ secret: string; lookSoon(names: readonly string[]): Promise<void> }> | undefined;
  /** Not there: Slack is heard by lines of our own. */
  slack?: ((request: SignedRequest) => Promise<Answer>) | undefined;
}>;

/** GitHub sends up to 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap), but not of what we want to know. */
const LARGEST_DELIVERY = 1024 * 1024;
/** GitHub itself waits ten seconds. */
const DELIVERY_MS = 10_000;

const DATABASE_AWAY = 'the database does not answer';

/**
 * `GET /healthz`: 200 while the database answers and Slack is heard, else 503 and why. `GET /metrics`, where that is on.
 * `POST /github` and `POST /slack/events`: signed deliveries, where they are set up.
 *
 * @throws RefineryError config-invalid for a port that can't be used
 */
export async function listen(port: number, listening: Listening): Promise<Server> {
  const server = createServer({ requestTimeout: DELIVERY_MS }, async (request, response) => {
    const [status, text, type = 'text/plain'] = await answer(request, listening).catch(
      (): Answer => [503, 'try again later'],
    );
    // What was not read to its end is not waited for.
    response.writeHead(status, { 'content-type': type, ...(status === 413 && { connection: 'close' }) });
    response.end(text);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, listening);
  }).catch((cause: unknown) => {
    throw new RefineryError(
      'config-invalid',
      `PORT ${port} can't be used: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  });
  return server;
}

async function answer(request: IncomingMessage, { look, deafMs, metrics, gitHub, slack }: Listening): Promise<Answer> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /healthz':
      return health(look, deafMs);
    case 'GET /metrics':
      return metrics ? figures(metrics) : [404, 'not found'];
    case 'POST /github':
      return gitHub ? hear(request, gitHub) : [404, 'not found'];
    case 'POST /slack/events': {
      if (!slack) return [404, 'not found'];
      const body = await bodyOf(request);
      return body ? slack({ headers: request.headers, body }) : [413, 'too large'];
    }
    default:
      return [404, 'not found'];
  }
}

async function health(look: Listening['look'], deafMs: Listening['deafMs']): Promise<Answer> {
  try {
    await look();
  } catch {
    return [503, DATABASE_AWAY];
  }
  return deafMs() > DEAF_PATIENCE_MS ? [503, 'no line to Slack stands'] : [200, 'ok'];
}

async function figures({ page }: Pick<Metrics, 'page'>): Promise<Answer> {
  try {
    const { text, type } = await page();
    return [200, text, type];
  } catch {
    return [503, DATABASE_AWAY];
  }
}

async function hear(
  request: IncomingMessage,
  { secret, lookSoon }: Exclude<Listening['gitHub'], undefined>,
): Promise<Answer> {
  const body = await bodyOf(request);
  if (!body) return [413, 'too large'];
  const signature = request.headers['x-hub-signature-256'];
  const names = readDelivery(body, typeof signature === 'string' ? signature : undefined, secret);
  if (names === 'forged') return [401, 'not signed with GITHUB_WEBHOOK_SECRET'];
  if (names.length > 0) await lookSoon(names);
  return [202, 'heard'];
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_DELIVERY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_DELIVERY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
