import { agentMethods } from './agents.ts';
import { chatMethods } from './chat.ts';
import { chatChangeMethods } from './chat-changes.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { Method } from './method.ts';
import { peopleMethods } from './people.ts';
import { reactionMethods } from './reactions.ts';
import { readingMethods } from './reading.ts';
import { teamMethods } from './team.ts';
import { userGroupMethods } from './user-groups.ts';
import { viewMethods } from './views.ts';

/** Every method that there is, by its name. */
export const methods: ReadonlyMap<string, Method> = new Map(
  [
    teamMethods,
    chatMethods,
    chatChangeMethods,
    conversationMethods,
    readingMethods,
    peopleMethods,
    userGroupMethods,
    viewMethods,
    fileMethods,
    reactionMethods,
    agentMethods,
  ]
    .flat()
    .map((method) => [method.name, method]),
);
