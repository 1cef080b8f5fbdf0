import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePage } from '../../../playground/page/serve-page.ts';
import type { HumanEvent, SlackMessage, World } from '../../../playground/slack/human-side.ts';

/**
 * The other side of the page, scripted: a real HTTP server with the page's files and the paths that the emulator has,
 * which answers what a test tells it to and remembers what it was told.
 */
export type SomeWorld = Readonly<{
  url: string;
  /** What the page posted to `/human/<name>`, in order. */
  told: readonly Readonly<{ name: string; given: Record<string, unknown> }>[];
  /** What channels hold now; tests may change it. */
  messages: Map<string, readonly SlackMessage[]>;
  /** How a post is answered; `{}` unless told. */
  answers: Map<string, (given: Record<string, unknown>) => unknown>;
  /** Says it to every page that listens. */
  push(event: HumanEvent): void;
  /** How many pages listen. */
  listeners(): number;
  /** Cuts every connection, and takes no new one until `comeBack`. */
  goAway(): void;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}>;

export const ADA = 'U0000000ADA';
export const GWEN = 'U000000GWEN';
export const BOT = 'U0000000BOT';
export const AGENTS = 'C00000AGENT';
export const RANDOM = 'C0000RANDOM';
export const OLD = 'C0ARCHIVED0';
const DIRECT = 'D0000000ADA';

const open = { isPrivate: false, isDirect: false, isArchived: false, botIsMember: true, topic: '' };

export function worldAs(as: string): World {
  const people: World['people'] = [
    { id: ADA, name: 'ada', realName: 'Ada', kind: 'member' },
    { id: 'U0000000BEN', name: 'ben', realName: 'Ben', kind: 'member' },
    { id: GWEN, name: 'gwen', realName: 'Gwen', kind: 'guest' },
    { id: 'U0000CONNOR', name: 'connor', realName: 'Connor', kind: 'connect' },
    { id: BOT, name: 'refinery', realName: 'Refinery', kind: 'bot' },
  ];
  const all = people.map(({ id }) => id);
  const channels: World['channels'] = [
    {
      ...open,
      id: AGENTS,
      name: 'support-agents',
      memberIds: all,
      topic: 'What our support agent answers, and how we mend it',
    },
    { ...open, id: RANDOM, name: 'random', memberIds: [ADA, 'U0000000BEN'], botIsMember: false },
    { ...open, id: 'C00PRIVATE0', name: 'agent-incidents', memberIds: [ADA, BOT], isPrivate: true },
    { ...open, id: OLD, name: 'old-support', memberIds: [ADA, BOT], isArchived: true },
    { ...open, id: DIRECT, name: 'ada', memberIds: [ADA, BOT], isDirect: true },
  ];
  const me = people.find(({ id }) => id === as);
  if (!me) throw new Error(`there is nobody called ${as}`);
  return {
    team: { id: 'T0PLAYGROUND', name: 'Playground', domain: 'playground' },
    me,
    people,
    channels: channels.filter(({ memberIds }) => memberIds.includes(as)),
    userGroups: [],
    commands: [
      {
        command: '/refinery',
        description: 'Diagnose a LangSmith trace and prove a fix',
        usageHint: '<trace link> expected: <what should have happened>',
      },
    ],
    shortcuts: [{ name: 'Diagnose with Refinery', callbackId: 'diagnose-message' }],
    hasHome: true,
    suggestions: [
      ['It claims to remember an earlier chat', 'say that we cannot remember past chats'],
      ['It quotes an outdated price', 'say that it costs $39 a month'],
      ['It looks up the wrong order', 'look up order A-0042'],
    ].map(([label = '', expected = ''], index) => ({
      channel: AGENTS,
      label,
      text: `/refinery http://127.0.0.1:1984/public/trace-${index + 1}/r expected: ${expected}`,
    })),
  };
}

export async function someWorld(): Promise<SomeWorld> {
  const told: { name: string; given: Record<string, unknown> }[] = [];
  const messages = new Map<string, readonly SlackMessage[]>();
  const answers = new Map<string, (given: Record<string, unknown>) => unknown>();
  const streams = new Set<ServerResponse>();
  let port = 0;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (servePage(request, response)) return;
    respond(request, response, url).catch((error: unknown) => json(response, 400, { error: String(error) }));
  });

  async function respond(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const as = url.searchParams.get('as') ?? ADA;
    if (url.pathname === '/human/world') return json(response, 200, worldAs(as));
    if (url.pathname === '/human/messages')
      return json(response, 200, { messages: messages.get(url.searchParams.get('channel') ?? '') ?? [] });
    if (url.pathname === '/human/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    if (url.pathname.startsWith('/files/')) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(
        '--- a/prompts/support.md\n+++ b/prompts/support.md\n@@ -1,2 +1,2 @@\n-old <b>line</b>\n+new line\n',
      );
      return;
    }
    const name = url.pathname.replace('/human/', '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const given = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    told.push({ name, given });
    json(response, 200, (await answers.get(name)?.(given)) ?? {});
  }

  /** Whoever asks later sees it, too. */
  function keep(event: HumanEvent): void {
    if (event.type !== 'message' && event.type !== 'deleted') return;
    const { ts } = event.type === 'message' ? event.message : event;
    const others = (messages.get(event.channel) ?? []).filter((message) => message.ts !== ts);
    messages.set(event.channel, event.type === 'message' ? [...others, event.message] : others);
  }

  const listen = () =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}/`,
    told,
    messages,
    answers,
    push(event) {
      keep(event);
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    listeners: () => streams.size,
    goAway: stop,
    comeBack: listen,
    close: async () => stop(),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
