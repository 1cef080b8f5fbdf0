import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { type Config, readConfig } from './config.ts';
import { kindOf, RefineryError, tell } from './domain/errors.ts';
import { logStep, openLog } from './log.ts';
import { openDeskOn, openStore, wireHouse } from './wiring.ts';

/**
 * Holds the store and the engine, takes up the chapters that were cut short,
 * and answers the health check, until it is asked to end. Faces join it here.
 */
export async function serve(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  const asked = new Promise<string>((end) => {
    process.once('SIGINT', () => end('SIGINT'));
    process.once('SIGTERM', () => end('SIGTERM'));
  });
  const open: (() => Promise<unknown>)[] = [];
  try {
    const config = settled(readConfig(environment));
    const log = openLog(config.REFINERY_LOG ?? 'info', process.stderr);
    const house = wireHouse(config, { clock: Date.now, searchPath: environment.PATH });
    open.push(() => house.workshop.close());
    const store = await openStore(config);
    open.push(() => store.database.close());
    const lost = Promise.withResolvers<string>();
    const desk = await openDeskOn(store, {
      workspace: config.REFINERY_WORKSPACE,
      house,
      onStep: (news) => logStep(log, news, config.REFINERY_PRICES),
      onLost: (error) => lost.resolve(error.message),
    });
    open.push(() => desk.close());
    const health = await healthCheck(config.PORT, async () => {
      await store.database.pool.query('select 1');
    });
    open.push(async () => {
      health.close();
      health.closeAllConnections();
    });
    log.info({ health: `http://127.0.0.1:${portOf(health)}/healthz`, store: store.database.kind }, 'ready');

    const because = await Promise.race([asked, lost.promise]);
    log.info({ because }, 'ending');
    return isAsked(because) ? 0 : 1;
  } catch (error) {
    const kind = kindOf(error);
    if (!(error instanceof RefineryError) || !kind) throw error;
    process.stderr.write(`${tell(kind)}\n${error.detail}\n`);
    return 1;
  } finally {
    // What was opened last is closed first, whatever failed.
    for (const close of open.toReversed()) await close().catch(() => {});
  }
}

const isAsked = (because: string): boolean => because === 'SIGINT' || because === 'SIGTERM';

function settled(config: Config): Config {
  return { ...config, REFINERY_DATA: resolve(config.REFINERY_DATA) };
}

/** `/healthz`: 200 while the database answers. */
async function healthCheck(port: number, look: () => Promise<void>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const found = request.url === '/healthz';
    const healthy =
      found &&
      (await look().then(
        () => true,
        () => false,
      ));
    response.writeHead(found ? (healthy ? 200 : 503) : 404, { 'content-type': 'text/plain' });
    response.end(found ? (healthy ? 'ok' : 'the database does not answer') : 'not found');
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

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
