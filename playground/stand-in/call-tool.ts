import { z } from 'zod';
import type { Answer, Arguments, Tool } from './request.ts';
import { sharedContent, wordsOf } from './words.ts';

const Parameters = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

const Property = z.object({
  type: z.union([z.string(), z.array(z.string())]).default('string'),
  description: z.string().default(''),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  pattern: z.string().max(200).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
type Property = z.infer<typeof Property>;

/** Letters and digits in one piece, like `A-0042`, `INV_17` or `0042`. */
const IDENTIFIER = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}_#/-]*\d)[\p{L}\p{N}]+(?:[-_/#][\p{L}\p{N}]+)*/gu;
/** Properties of such names are for the customer's own words. */
const TAKES_THE_MESSAGE = /^(?:query|question|text|search|message|input|topic)$/i;

/**
 * Rule 1: the tool whose name and description share the most content words with
 * the message, called with what its schema takes and the message holds. It
 * decodes under the schema's constraints, so it can't write "A-0042" where an
 * integer is asked for. `undefined` when no tool fits or a required value is not there.
 */
export function callTool(tools: readonly Tool[], message: string): Answer | undefined {
  const fitting = tools
    .map((tool) => ({ tool, shared: sharedContent(`${spoken(tool.name)} ${tool.description}`, message) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared)[0];
  const values = fitting && argumentsFor(fitting.tool.parameters, message);
  return values && { tool: fitting.tool.name, arguments: values };
}

function argumentsFor(schema: unknown, message: string): Arguments | undefined {
  const parsed = Parameters.safeParse(schema ?? {});
  if (!parsed.success) return undefined;
  const { properties, required } = parsed.data;
  const values = Object.entries(properties).flatMap(([name, property]) => {
    const value = valueFor(name, property, message);
    return value === undefined ? [] : [[name, value] as const];
  });
  const filled = Object.fromEntries(values);
  return required.every((name) => name in filled) ? filled : undefined;
}

function valueFor(name: string, schema: unknown, message: string): string | number | undefined {
  const parsed = Property.safeParse(schema);
  if (!parsed.success) return undefined;
  const property = parsed.data;
  const candidates = property.enum ? enumIn(property.enum, message) : tokensFor(name, property, message);
  const types = [property.type].flat();
  return candidates.map((token) => decoded(token, types)).find((value) => fits(value, property));
}

/** Digits alone survive where a number is asked for. */
function decoded(token: string | number, types: readonly string[]): string | number | undefined {
  if (typeof token === 'number' || types.includes('string')) return token;
  const digits = types.includes('integer') || types.includes('number') ? token.replace(/\D/g, '') : '';
  return digits === '' ? undefined : Number(digits);
}

function fits(value: string | number | undefined, { pattern, minimum, maximum }: Property): boolean {
  if (value === undefined) return false;
  if (typeof value === 'string') return pattern === undefined || matches(pattern, value);
  return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);
}

/** A pattern that is none fits nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value.slice(0, 200));
  } catch {
    return false;
  }
}

function enumIn(values: readonly (string | number)[], message: string): readonly (string | number)[] {
  const said = wordsOf(message).map((word) => word.toLowerCase());
  return values.filter((value) => said.includes(String(value).toLowerCase()));
}

/** The identifier that stands behind a word of the property's name or description comes first. */
function tokensFor(name: string, { description }: Property, message: string): readonly string[] {
  if (TAKES_THE_MESSAGE.test(name)) return [message];
  const found = [...message.matchAll(IDENTIFIER)].map(([token]) => ({
    token,
    near: sharedContent(`${spoken(name)} ${description}`, wordsBefore(message, token)),
  }));
  return found.toSorted((a, b) => b.near - a.near).map(({ token }) => token);
}

function wordsBefore(message: string, token: string): string {
  return wordsOf(message.slice(0, message.indexOf(token)))
    .slice(-3)
    .join(' ');
}

/** `look_up_order` and `lookUpOrder` → `look up order`. */
function spoken(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ');
}
