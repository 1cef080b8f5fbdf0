import { createServer, type IncomingMessage, type Server } from 'node:http';
import { readDelivery } from './code/github/read-delivery.ts';
import { RefineryError } from './domain/errors.ts';

export type Listening = Readonly<{
  port: number;
  /** Rejects while something that we need does not work. */
  look(): Promise<void>;
  /** `undefined`: nobody tells us of GitHub. */
  gitHub: Readonly<{ secret: string; lookSoon(names: readonly string[]): Promise<void> }> | undefined;
}>;

/** GitHub sends up to 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap), but not of what we want to know. */
const LARGEST_DELIVERY = 1024 * 1024;
/** GitHub itself waits ten seconds. */
const DELIVERY_MS = 10_000;

type Answer = readonly [status: number, text: string];

/** `GET /healthz`: 200 while the database answers. `POST /github`: signed deliveries, where they are set up. */
export async function listen({ port, look, gitHub }: Listening): Promise<Server> {
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (request.url === '/healthz') {
      return look().then(
        () => [200, 'ok'],
        () => [503, 'the database does not answer'],
      );
    }
    if (request.url === '/github' && request.method === 'POST' && gitHub) return hear(request, gitHub);
    return [404, 'not found'];
  };
  const server = createServer({ requestTimeout: DELIVERY_MS }, async (request, response) => {
    const [status, text] = await answer(request).catch((): Answer => [503, 'try again later']);
    // What was not read to its end is not waited for.
    response.writeHead(status, { 'content-type': 'text/plain', ...(status === 413 && { connection: 'close' }) });
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
