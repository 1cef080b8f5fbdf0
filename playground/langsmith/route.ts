import type { Asked, Reply } from '../serve.ts';
import type { Shelf } from './shelf.ts';

/** What every route may use. */
export type Desk = Readonly<{
  shelf: Shelf;
  organisation: string;
  linkTo(runId: string): string;
  shareLink(token: string): string;
}>;

export type Route = Readonly<{
  method: string;
  /** Of the path without any `/api/v1` in front; groups are handed to `answer`. */
  path: RegExp;
  /** Answered without a key. */
  open?: boolean;
  answer(asked: Asked, groups: readonly string[], desk: Desk): Promise<Reply> | Reply;
}>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string | null | undefined): text is string => typeof text === 'string' && UUID.test(text);

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const accepted: Reply = { status: 202, body: { message: 'Runs batch ingested' } };
export const nothing: Reply = { status: 204, body: undefined };
export const missing = (what: string): Reply => ({ status: 404, body: { detail: `${what} not found` } });
export const badRequest = (detail: string): Reply => ({ status: 400, body: { detail } });

/** In the form of the service’s validator: where, and what is wrong there. */
export const invalid = (where: readonly string[], message: string): Reply => ({
  status: 422,
  body: { detail: [{ loc: where, msg: message, type: 'value_error' }] },
});

const CURSOR = /^page:(\d{1,9})$/;

/** A slice of a list and the cursor behind it; `undefined` for a cursor that was never given out. */
export function pageFrom<Item>(
  items: readonly Item[],
  cursor: string | null | undefined,
  size: number,
): Readonly<{ items: readonly Item[]; next: string | null }> | undefined {
  const given = cursor ? CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8')) : undefined;
  if (cursor && !given) return undefined;
  const from = Number(given?.[1] ?? 0);
  const to = from + size;
  const next = to < items.length ? Buffer.from(`page:${to}`, 'utf8').toString('base64url') : null;
  return { items: items.slice(from, to), next };
}
