import { z } from 'zod';
import { JsonObject } from '../../langsmith/json.ts';

/**
 * What callers give: form fields or JSON (https://docs.slack.dev/apis/web-api#basics). In a form
 * everything is text, and what has a structure is JSON in it.
 */
export type Given = Readonly<Record<string, unknown>>;

export const Text = z.string();
export const Flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((given) => given === true || given === 'true' || given === '1');
export const Limit = z.coerce.number().int().min(1).max(1000);

/** JSON, as it is or as text. */
const structured = <Shape extends z.ZodType>(shape: Shape) =>
  z.preprocess((given, context) => {
    if (typeof given !== 'string') return given;
    try {
      return JSON.parse(given);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  }, shape);

export const Structure = structured(JsonObject);
/** By name. */
export const Structures = structured(z.record(z.string(), JsonObject));
export const List = structured(z.array(JsonObject));

/** Fields of a request, unread. @returns `undefined` when the body is neither form nor JSON */
export function readGiven(contentType: string, body: Buffer, query: URLSearchParams): Given | undefined {
  const asked = Object.fromEntries(query);
  if (body.length === 0) return asked;
  if (contentType.includes('application/json')) {
    try {
      return { ...asked, ...JsonObject.parse(JSON.parse(body.toString('utf8'))) };
    } catch {
      return undefined;
    }
  }
  return { ...asked, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}
