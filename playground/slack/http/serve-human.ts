import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { JsonObject } from '../../langsmith/json.ts';
import { bodyOf, parsedJson } from '../../serve.ts';
import type { Clock, HumanSide } from '../human-side.ts';
import { replyJson } from './reply.ts';

const As = z.object({ as: z.string() });
const InChannel = As.extend({ channel: z.string() });
const AtMessage = InChannel.extend({ ts: z.string() });
const State = z.object({ values: z.record(z.string(), z.record(z.string(), JsonObject)) });
const InView = As.extend({ viewId: z.string() });
const Upload = As.extend({ name: z.string().min(1).max(255) });
const Attached = z.object({ id: z.string() });
const Pressed = As.extend({
  channel: z.string().optional(),
  messageTs: z.string().optional(),
  viewId: z.string().optional(),
  action: JsonObject,
  state: State.optional(),
});

type Verb = (human: HumanSide, given: unknown) => unknown;

/** A verb of the human side with the shape of what it is given. */
function verb<Shape extends z.ZodType>(shape: Shape, act: (human: HumanSide, given: z.infer<Shape>) => unknown): Verb {
  return (human, given) => act(human, shape.parse(given));
}

const looks: Readonly<Record<string, Verb>> = {
  world: verb(As.partial(), (human, { as }) => human.world(as === undefined ? {} : { as })),
  messages: verb(InChannel, (human, given) => human.messages(given)),
};

const deeds: Readonly<Record<string, Verb>> = {
  say: verb(
    InChannel.extend({ text: z.string(), threadTs: z.string().optional(), files: z.array(Attached).optional() }),
    (human, given) => human.say(defined(given)),
  ),
  command: verb(
    InChannel.extend({ command: z.string(), text: z.string().default(''), threadTs: z.string().optional() }),
    (human, given) => human.command(defined(given)),
  ),
  press: verb(Pressed, (human, given) => human.press(defined(given))),
  submit: verb(InView.extend({ state: State }), (human, given) => human.submit(given)),
  close: verb(InView, (human, given) => human.close(given)),
  changeGroup: verb(
    As.extend({ group: z.string(), memberIds: z.array(z.string()).optional(), isDisabled: z.boolean().optional() }),
    (human, given) => human.changeGroup(defined(given)),
  ),
  invite: verb(InChannel, (human, given) => human.invite(given)),
  edit: verb(AtMessage.extend({ text: z.string().min(1) }), (human, given) => human.edit(given)),
  delete: verb(AtMessage, (human, given) => human.delete(given)),
  shortcut: verb(AtMessage.extend({ callbackId: z.string() }), (human, given) => human.shortcut(given)),
  home: verb(As, (human, given) => human.home(given)),
  openDirect: verb(As, (human, given) => human.openDirect(given)),
  stopSession: verb(InChannel.extend({ threadTs: z.string() }), (human, given) => human.stopSession(given)),
};

/** The human side over HTTP: one path a function. */
export async function serveHuman(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  human: HumanSide,
  clock: Clock,
): Promise<void> {
  const name = url.pathname.slice('/human/'.length);
  const query = Object.fromEntries(url.searchParams);
  try {
    if (request.method === 'GET' && name === 'events') return streamEvents(response, human, As.parse(query).as, clock);
    if (request.method === 'POST' && name === 'upload') {
      const content = await sentBytes(request);
      return replyJson(response, 200, await human.upload({ ...Upload.parse(query), content }));
    }
    const verbs = request.method === 'GET' ? looks : request.method === 'POST' ? deeds : {};
    const found = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!found) return replyJson(response, 404, { error: `there is no ${request.method} ${url.pathname}` });
    const given = request.method === 'GET' ? query : await sentJson(request);
    replyJson(response, 200, await found(human, given));
  } catch (error) {
    replyJson(response, 400, { error: sentenceOf(error) });
  }
}

/** Only as JSON: a foreign page can't send that without being asked. */
async function sentJson(request: IncomingMessage): Promise<unknown> {
  if (!request.headers['content-type']?.includes('application/json')) throw new Error('send JSON');
  const body = await bodyOf(request);
  return body && parsedJson(body);
}

/** Only as what no form can send, for the same reason. */
async function sentBytes(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-type'] !== 'application/octet-stream') throw new Error('send bytes');
  const body = await bodyOf(request);
  if (!body) throw new Error('the file is too large for the playground, which takes 64 MB');
  return body;
}

/** How often a quiet stream is kept from looking dead. */
const HEARTBEAT_MS = 15_000;

function streamEvents(response: ServerResponse, human: HumanSide, as: string, clock: Clock): void {
  const stop = human.listen({ as }, (event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  let rest = clock.after(HEARTBEAT_MS, function beat() {
    response.write(': still here\n\n');
    rest = clock.after(HEARTBEAT_MS, beat);
  });
  response.on('close', () => {
    stop();
    rest();
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** Without what is `undefined`, which an optional field may not be. */
function defined<Given extends object>(given: Given): { [Key in keyof Given]: Exclude<Given[Key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Given]: Exclude<Given[Key], undefined>;
  };
}
