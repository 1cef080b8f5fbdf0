import { z } from 'zod';
import { Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';
import { readableChannel } from './reach.ts';

/** What the app says that it is doing: https://docs.slack.dev/ai/developing-agents */
const setSessionStatus = defineMethod({
  name: 'agents.sessions.setStatus',
  scopes: ['assistant:write'],
  tier: 'tier-3',
  given: z.object({
    channel_id: Text,
    status: z.enum(['active', 'processing', 'suspended', 'closed']),
    thread_ts: Text.optional(),
    title: Text.max(200).optional(),
  }),
  answer({ channel_id: id, status, thread_ts: thread = '' }, workspace) {
    const channel = readableChannel(workspace, id);
    if ('refused' in channel) return channel;
    workspace.statuses.set(`${channel.id}:${thread}`, status);
    return { status };
  },
});

const setThreadStatus = defineMethod({
  name: 'assistant.threads.setStatus',
  scopes: ['assistant:write', 'chat:write'],
  tier: 'unlimited',
  given: z.object({ channel_id: Text, thread_ts: Text, status: Text }),
  answer({ channel_id: id, thread_ts: thread, status }, workspace) {
    const channel = readableChannel(workspace, id);
    if ('refused' in channel) return channel;
    workspace.statuses.set(`${channel.id}:${thread}`, status);
    return {};
  },
});

export const agentMethods: readonly Method[] = [setSessionStatus, setThreadStatus];
