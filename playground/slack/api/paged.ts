import type { Json } from '../../langsmith/json.ts';
import { pageFrom } from '../../langsmith/route.ts';
import { Limit, Text } from './given.ts';
import type { Answer } from './method.ts';

/** Pages by cursor: https://docs.slack.dev/apis/web-api/pagination */
export const Paged = { cursor: Text.optional(), limit: Limit.default(100) };

export function paged(
  name: string,
  items: readonly Json[],
  { cursor, limit }: Readonly<{ cursor?: string | undefined; limit: number }>,
): Answer {
  const page = pageFrom(items, cursor, limit);
  if (!page) return { refused: 'invalid_cursor' };
  return {
    [name]: [...page.items],
    has_more: page.next !== null,
    response_metadata: { next_cursor: page.next ?? '' },
  };
}
