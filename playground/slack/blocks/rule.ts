import type { Json, JsonObject } from '../../langsmith/json.ts';

/**
 * What is wrong with a value, in the words of Slack's own validator: `must be less than 3001 characters
 * [json-pointer:/blocks/0/text/text]`. `at` is the JSON pointer to the value.
 */
export type Rule = (value: Json, at: string) => readonly string[];

export type Fields = Readonly<Record<string, Rule>>;

/** Lengths are counted in UTF-16 units: never less than what Slack counts. */
export function string(most = Number.POSITIVE_INFINITY, least = 0): Rule {
  return (value, at) => {
    if (typeof value !== 'string') return [wrong('must be a string', at)];
    if (value.length < least) return [wrong(`must be more than ${least - 1} characters`, at)];
    return value.length > most ? [wrong(`must be less than ${most + 1} characters`, at)] : [];
  };
}

export const flag: Rule = (value, at) => (typeof value === 'boolean' ? [] : [wrong('must be a boolean', at)]);

/** Not looked into. */
export const anything: Rule = () => [];

export function integer(least: number, most: number): Rule {
  return (value, at) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? []
      : [wrong(`must be an integer from ${least} to ${most}`, at)];
}

export function oneOf(...values: readonly string[]): Rule {
  return (value, at) => (values.includes(String(value)) ? [] : [wrong(`must be one of ${values.join(', ')}`, at)]);
}

export function list(item: Rule, most = Number.POSITIVE_INFINITY, least = 0): Rule {
  return (value, at) => {
    if (!isList(value)) return [wrong('must be an array', at)];
    if (value.length > most) return [wrong(`no more than ${most} items allowed`, at)];
    if (value.length < least) return [wrong(`no less than ${least} items allowed`, at)];
    return value.flatMap((each, index) => item(each, `${at}/${index}`));
  };
}

/** An object with the fields that it must have, those that it may have, and no other. */
export function object(must: Fields, may: Fields = {}): Rule {
  return (value, at) => {
    if (!isObject(value)) return [wrong('must be an object', at)];
    const missing = Object.keys(must).filter((name) => value[name] === undefined);
    return [
      ...missing.map((name) => wrong(`missing required field: ${name}`, at)),
      ...Object.entries(value).flatMap(([name, field]) => {
        const rule = Object.hasOwn(must, name) ? must[name] : Object.hasOwn(may, name) ? may[name] : undefined;
        return rule ? rule(field, `${at}/${name}`) : [wrong(`invalid additional property: ${name}`, at)];
      }),
    ];
  };
}

/** An object whose `type` says which rule is its own. */
export function typed(rules: () => Fields): Rule {
  return (value, at) => {
    if (!isObject(value)) return [wrong('must be an object', at)];
    const type = value.type;
    if (typeof type !== 'string') return [wrong('missing required field: type', at)];
    const known = rules();
    return Object.hasOwn(known, type)
      ? (known[type]?.(value, at) ?? [])
      : [wrong(`unsupported type: ${type}`, `${at}/type`)];
  };
}

/** A text object (https://docs.slack.dev/reference/block-kit/composition-objects/text-object). */
export function text(kind: 'plain_text' | 'mrkdwn' | 'any', most = 3000): Rule {
  const types = kind === 'any' ? ['plain_text', 'mrkdwn'] : [kind];
  return object({ type: oneOf(...types), text: string(most, 1) }, { emoji: flag, verbatim: flag });
}

export function both(...rules: readonly Rule[]): Rule {
  return (value, at) => rules.flatMap((rule) => rule(value, at));
}

/** At least one of these fields. */
export function some(...names: readonly string[]): Rule {
  return (value, at) =>
    isObject(value) && names.some((name) => value[name] !== undefined)
      ? []
      : [wrong(`missing required field: ${names.join(' or ')}`, at)];
}

export function exactlyOne(...names: readonly string[]): Rule {
  const anyOf = some(...names);
  return (value, at) => {
    const given = isObject(value) ? names.filter((name) => value[name] !== undefined) : [];
    return given.length > 1 ? [wrong(`only one of ${names.join(', ')} is allowed`, at)] : anyOf(value, at);
  };
}

export function wrong(what: string, at: string): string {
  return `${what} [json-pointer:${at}]`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
