import { z } from 'zod';
import type { Session } from '../human-side.ts';
import { maySee, type Workspace } from '../workspace.ts';
import { List, Text } from './given.ts';
import { type Answer, defineMethod, type Method, type Refusal } from './method.ts';
import { readableChannel } from './reach.ts';

/** What the app says that it is doing, and what a conversation is about: https://docs.slack.dev/ai/agent-sessions */

const Title = Text.min(1).max(200);

const setSessionStatus = defineMethod({
  name: 'agents.sessions.setStatus',
  scopes: ['chat:write'],
  tier: 'tier-3',
  given: z.object({
    channel_id: Text,
    status: z.enum(['active', 'processing', 'suspended', 'closed']),
    thread_ts: Text,
    title: Title.optional(),
  }),
  answer({ channel_id: id, status, thread_ts: thread, title }, workspace) {
    const place = sessionPlace(workspace, id, thread);
    if ('refused' in place) return place;
    const session = tell(
      workspace,
      workspace.sessions.set(id, thread, { status, ...(title !== undefined && { title }) }),
    );
    const isUnstoppable = status === 'processing' && !workspace.manifest.events.has('agent_session_stopped');
    return {
      status,
      ...(session.title === undefined ? {} : { title: session.title }),
      ...(isUnstoppable ? warned('missing_agent_session_stopped_event_subscription') : {}),
    };
  },
});

const rename = defineMethod({
  name: 'agents.sessions.rename',
  scopes: ['chat:write'],
  tier: 'tier-3',
  given: z.object({ channel_id: Text, thread_ts: Text, title: Title }),
  answer({ channel_id: id, thread_ts: thread, title }, workspace) {
    const place = sessionPlace(workspace, id, thread);
    if ('refused' in place) return place;
    if (!workspace.sessions.find(id, thread)) return { refused: 'session_not_found' };
    tell(workspace, workspace.sessions.set(id, thread, { title }));
    return { title };
  },
});

/** The older calls, which lead to the same: a text is `processing`, none is `active`. */
const setThreadStatus = defineMethod({
  name: 'assistant.threads.setStatus',
  scopes: ['assistant:write', 'chat:write'],
  tier: 'unlimited',
  given: z.object({ channel_id: Text, thread_ts: Text, status: Text }),
  answer({ channel_id: id, thread_ts: thread, status: words }, workspace) {
    const place = sessionPlace(workspace, id, thread);
    if ('refused' in place) return place;
    tell(workspace, workspace.sessions.set(id, thread, { status: words === '' ? 'active' : 'processing' }));
    return {};
  },
});

const setThreadTitle = defineMethod({
  name: 'assistant.threads.setTitle',
  scopes: ['assistant:write'],
  tier: 'tier-4',
  given: z.object({ channel_id: Text, thread_ts: Text, title: Text }),
  answer({ channel_id: id, thread_ts: thread, title }, workspace) {
    const place = sessionPlace(workspace, id, thread);
    if ('refused' in place) return place;
    tell(workspace, workspace.sessions.set(id, thread, { title }));
    return {};
  },
});

const Prompt = z.object({ title: Text.min(1), message: Text.min(1) });
/** https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts */
const MOST_PROMPTS = 4;

const setSuggestedPrompts = defineMethod({
  name: 'assistant.threads.setSuggestedPrompts',
  scopes: ['assistant:write'],
  tier: 'tier-4',
  given: z.object({
    channel_id: Text,
    thread_ts: Text.optional(),
    title: Text.optional(),
    prompts: List.pipe(z.array(Prompt).min(1).max(MOST_PROMPTS)),
  }),
  answer({ channel_id: id, prompts, title }, workspace): Answer {
    const channel = agentChannel(workspace, id);
    if ('refused' in channel) return channel;
    const suggested = { ...(title !== undefined && { title }), prompts };
    workspace.prompts.set(id, suggested);
    for (const person of channel.memberIds)
      workspace.audience.tell(person, { type: 'prompts', channel: id, ...suggested });
    return {};
  },
});

export const agentMethods: readonly Method[] = [
  setSessionStatus,
  rename,
  setThreadStatus,
  setThreadTitle,
  setSuggestedPrompts,
];

/** Only an app that its manifest declares as an agent has any: others are told `not_authorized`, as people who tried report. */
function agentChannel(workspace: Workspace, id: string) {
  if (workspace.manifest.agent === undefined) return { refused: 'not_authorized' } satisfies Refusal;
  return readableChannel(workspace, id);
}

function sessionPlace(workspace: Workspace, id: string, thread: string) {
  const channel = agentChannel(workspace, id);
  if ('refused' in channel) return channel;
  const root = workspace.history.find(channel.id, thread);
  const isRoot = root && !root.ephemeral && (root.thread_ts ?? root.ts) === root.ts;
  return isRoot ? channel : ({ refused: 'invalid_thread_ts' } satisfies Refusal);
}

function tell(workspace: Workspace, session: Session): Session {
  const channel = workspace.channels.get(session.channel);
  for (const person of workspace.people.values())
    if (channel && maySee(channel, person)) workspace.audience.tell(person.id, { type: 'session', session });
  return session;
}

const warned = (warning: string) => ({ warning, response_metadata: { warnings: [warning] } });
