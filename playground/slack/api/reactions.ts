import { z } from 'zod';
import { BOT } from '../default-world.ts';
import { change } from '../messages.ts';
import { Text } from './given.ts';
import { defineMethod, type Method } from './method.ts';
import { postableChannel } from './reach.ts';

const add = defineMethod({
  name: 'reactions.add',
  scopes: ['reactions:write'],
  tier: 'tier-3',
  given: z.object({ channel: Text, timestamp: Text, name: Text.regex(/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/) }),
  answer({ channel: id, timestamp, name }, workspace) {
    const channel = postableChannel(workspace, id);
    if ('refused' in channel) return channel;
    const message = workspace.history.find(channel.id, timestamp);
    if (!message || message.ephemeral) return { refused: 'message_not_found' };
    const { reactions = [] } = message;
    const same = reactions.find((reaction) => reaction.name === name);
    if (same?.users.includes(BOT.userId)) return { refused: 'already_reacted' };
    const users = [...(same?.users ?? []), BOT.userId];
    const others = reactions.filter((reaction) => reaction !== same);
    change(workspace, channel, timestamp, (before) => ({
      ...before,
      reactions: [...others, { name, users, count: users.length }],
    }));
    return {};
  },
});

export const reactionMethods: readonly Method[] = [add];
