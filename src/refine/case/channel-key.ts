import type { Place } from '../../domain/discussion.ts';

/** As bindings name a channel. */
export const channelKey = ({ team, channel }: Pick<Place, 'team' | 'channel'>): string => `slack/${team}/${channel}`;
