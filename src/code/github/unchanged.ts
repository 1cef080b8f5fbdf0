import { z } from 'zod';
import { isDenied, isRefused } from './ask.ts';

/** Of each list, at most so many pages are read. */
const MOST_PAGES = 5;
export const PER_PAGE = 100;

/** One answer of GitHub as we keep it until the next look: what it came to, and the tag by which GitHub knows it again. */
export const keptAs = <Known extends z.ZodType>(known: Known) => z.object({ tag: z.string().nullable(), known });
export type Kept<Known> = Readonly<{ tag: string | null; known: Known }>;

type Answered<Data> = Readonly<{ data: Data; headers: Readonly<{ etag?: string | undefined }> }>;
export type Headers = Readonly<{ 'if-none-match'?: string }>;

/**
 * Asks only for what is new: a 304 costs nothing of the rate limit.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export async function ifNew<Data, Known>(
  before: Kept<Known> | undefined,
  send: (headers: Headers) => Promise<Answered<Data>>,
  read: (data: Data) => Known,
): Promise<Kept<Known>> {
  const tag = before?.tag ?? undefined;
  try {
    const { data, headers } = await send(tag === undefined ? {} : { 'if-none-match': tag });
    return { tag: headers.etag ?? null, known: read(data) };
  } catch (error) {
    // The SDK throws it, as everything that is not 2xx.
    if (before && isRefused(error) && error.status === 304) return before;
    throw error;
  }
}

/** A list, page by page. */
export async function pagesIfNew<Data, Item>(
  before: readonly Kept<readonly Item[]>[],
  send: (page: number, headers: Headers) => Promise<Answered<Data>>,
  read: (data: Data) => readonly Item[],
): Promise<readonly Kept<readonly Item[]>[]> {
  const pages: Kept<readonly Item[]>[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const kept = await ifNew(before[page - 1], (headers) => send(page, headers), read);
    pages.push(kept);
    if (kept.known.length < PER_PAGE) break;
  }
  return pages;
}

/** `null` for what we were given no right to see. */
export async function unlessHidden<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (isDenied(error)) return null;
    throw error;
  }
}
