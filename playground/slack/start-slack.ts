import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { bodyOf, listenLocally, parsedJson } from '../serve.ts';
import { systemClock } from './clock.ts';
import { BOT, SIGNING_SECRET, TEAM, TOKENS } from './default-world.ts';
import { newFaults } from './faults.ts';
import { isLocal } from './http/local-only.ts';
import { replyJson } from './http/reply.ts';
import { serveApi } from './http/serve-api.ts';
import { maySeeFiles, receiveUpload, sendFile, toSignIn } from './http/serve-files.ts';
import { serveHuman } from './http/serve-human.ts';
import { newCommands } from './human/command.ts';
import { newLooks } from './human/look.ts';
import { newModals } from './human/modals.ts';
import { newPresses } from './human/press.ts';
import { newSayings } from './human/say.ts';
import type { ApiCall, Clock, HumanSide, Slack, SlackOptions } from './human-side.ts';
import { newKeeping, restore } from './keeping.ts';
import { readManifest } from './manifest.ts';
import { answerResponse } from './response-answer.ts';
import { newWorkspace } from './workspace.ts';

const MANIFEST = join(import.meta.dirname, '../../manifest.yml');

/**
 * Starts a Slack of our own, on this machine alone: one server for the Web API, the app's web
 * sockets, uploads, response addresses and the human side. Nothing of it knows Refinery.
 * @throws Error when the manifest can't be read
 */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const timers = new Set<() => void>();
  const clock = stoppable(options.clock ?? systemClock, timers);
  const calls: ApiCall[] = [];
  let url = '';
  const keeping = options.keptIn === undefined ? undefined : newKeeping(options.keptIn, () => workspace);
  const manifest = await readManifest(options.manifestPath ?? MANIFEST);
  const workspace = newWorkspace(
    options,
    manifest,
    clock,
    () => url,
    () => keeping?.note(),
  );
  const before = await keeping?.read();
  const faults = newFaults(workspace);
  const human: HumanSide = {
    ...newLooks(workspace),
    ...newSayings(workspace),
    ...newCommands(workspace),
    ...newPresses(workspace),
    ...newModals(workspace),
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLocal(request)) return replyJson(response, 403, { error: 'only from this machine' });
    const asked = new URL(request.url ?? '/', 'http://localhost');
    const [, room = '', id = ''] = asked.pathname.split('/');
    switch (room) {
      case 'api':
        return serveApi(request, response, asked, workspace, faults, calls);
      case 'human':
        return serveHuman(request, response, asked, human, clock);
      case 'upload':
        return receiveUpload(request, response, id, workspace.files);
      case 'files':
        return maySeeFiles(request, manifest) ? sendFile(response, id, workspace.files) : toSignIn(response);
      case 'actions': {
        const body = await bodyOf(request);
        const { status, body: answer } = answerResponse(workspace, id, body && parsedJson(body));
        return replyJson(response, status, answer);
      }
      default:
        if (!options.extraRequests?.(request, response)) replyJson(response, 404, { error: 'nothing here' });
    }
  };

  const server = createServer((request, response) => {
    respond(request, response).catch(() => request.destroy());
  });
  server.on('upgrade', (request, socket, head) => workspace.sockets.accept(request, socket, head));
  url = `http://127.0.0.1:${await listenLocally(server, options.port ?? 0)}`;
  const kept = before?.(url);
  if (kept) restore(workspace, kept);
  return {
    url,
    apiUrl: `${url}/api/`,
    botToken: TOKENS.bot,
    appToken: TOKENS.app,
    signingSecret: SIGNING_SECRET,
    team: TEAM,
    bot: BOT,
    faults: faults.faults,
    calls,
    envelopes: workspace.delivery.envelopes,
    pings: workspace.pings,
    human,
    close: () =>
      new Promise<void>((resolve) => {
        for (const stop of timers) stop();
        workspace.sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }).then(() => keeping?.close()),
  };
}

/** A clock whose timers can all be stopped at the end. */
function stoppable(clock: Clock, timers: Set<() => void>): Clock {
  return {
    nowMs: clock.nowMs,
    after(delayMs, act) {
      const stop = clock.after(delayMs, () => {
        timers.delete(cancel);
        act();
      });
      const cancel = () => {
        timers.delete(cancel);
        stop();
      };
      timers.add(cancel);
      return cancel;
    },
  };
}
