import type { Place } from '../../domain/discussion.ts';
import type { Person } from '../../domain/project.ts';
import { plainText, startOf } from './plain-text.ts';
import { bold, type Piece } from './rich-text.ts';

/** How people of Slack are named in facts: `slack/T1/U7`. */
const SLACK_PERSON = /^slack\/(T[A-Z0-9]+)\/([UW][A-Z0-9]+)$/;

export function nameOf({ name }: Person): string {
  return startOf(plainText(name).replace(/\s+/g, ' ').trim() || 'Somebody', 80);
}

/** A mention, which reaches the person, for one of our own team; for everybody else the name alone. */
export function mentionOf(person: Person, place: Place | null): Piece {
  const [, team, user] = SLACK_PERSON.exec(person.id) ?? [];
  return user !== undefined && team === place?.team ? { type: 'user', user_id: user } : bold(nameOf(person));
}
