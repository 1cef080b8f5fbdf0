import type { JsonObject } from '../../langsmith/json.ts';
import { BOT, TEAM } from '../default-world.ts';
import type { Outcome } from '../delivery.ts';
import { teamOf } from '../events.ts';
import type { Channel } from '../human-side.ts';
import { maySee, personOf, type Workspace } from '../workspace.ts';

/** What every interaction carries: https://docs.slack.dev/reference/interaction-payloads */
export function interaction(workspace: Workspace, as: string): JsonObject {
  const { id, name } = personOf(workspace, as);
  return {
    token: 'unused',
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    user: { id, username: name, name, team_id: teamOf(workspace, id) },
    api_app_id: BOT.appId,
    is_enterprise_install: false,
    trigger_id: workspace.triggers.give(id),
  };
}

/** @throws Error when there is no such channel for this person */
export function channelOf(workspace: Workspace, as: string, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel || !maySee(channel, personOf(workspace, as))) throw new Error(`${as} sees no channel ${id}`);
  return channel;
}

/** What the person is told when the app did not acknowledge, in Slack's words. */
export function troubleOf(outcome: Outcome): string | undefined {
  if ('acknowledged' in outcome) return undefined;
  return 'This app did not respond. Please try again or contact the app developer.';
}
