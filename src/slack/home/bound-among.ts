import { channelKey } from '../../refine/case/channel-key.ts';
import type { SlackTools } from '../tools.ts';
import type { BoundChannel } from './home-scene.ts';

/** Those of the channels that are bound to a project, with what each is bound to. Errors as `Bindings`. */
export async function boundAmong(
  channels: readonly string[],
  { bindings, workspace, team }: Pick<SlackTools, 'bindings' | 'workspace' | 'team'>,
): Promise<readonly BoundChannel[]> {
  const keyOf = (channel: string) => channelKey({ team, channel });
  const bound = await bindings.among(workspace, channels.map(keyOf));
  return channels.flatMap((id) => {
    const binding = bound.get(keyOf(id));
    return binding ? [{ id, binding }] : [];
  });
}
