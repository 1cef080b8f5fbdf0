import type { Json } from '../../domain/json.ts';
import type { HiddenValues } from '../../domain/redaction.ts';
import { mapJson } from '../trace/json-texts.ts';
import { applyRules, LABEL } from './redact.ts';
import { REDACTION_RULES, type RedactionRule } from './redaction-rules.ts';

/** A value may hold labels, which stand for values that hold fewer. */
const MOST_ROUNDS = 8;
/** Shorter ones are found by the rules alone: anywhere else they are parts of words. */
const SHORTEST_LITERAL = 5;
const FEWEST_DIGITS = 7;

/** The same JSON with the values in the place of their labels, in keys too. Labels that are not known stay. */
export function withOriginals<Value extends Json>(json: Value, values: HiddenValues): Value {
  const reveal = (text: string): string => {
    let revealed = text;
    for (let round = 0, before = ''; revealed !== before && round < MOST_ROUNDS; round++) {
      before = revealed;
      revealed = before.replace(LABEL, (label) => values.get(label) ?? label);
    }
    return revealed;
  };
  return mapTexts(json, reveal);
}

/**
 * The way back: each known value gives way to its label, however it is written. What is not known stays as it is,
 * for it comes from whoever wrote the text, not from the trace.
 *
 * @param own what the project hides besides
 */
export function withoutOriginals<Value extends Json>(
  json: Value,
  values: HiddenValues,
  own: readonly RedactionRule[],
): Value {
  const byIdentity = new Map([...values].flatMap(([label, value]) => identitiesOf(label, value, own)));
  const longestFirst = [...values]
    .flatMap(([label, value]) => spellingsOf(value).map((spelling) => ({ label, spelling })))
    .toSorted((one, other) => other.spelling.length - one.spelling.length);
  const conceal = (text: string): string => {
    const ruled = applyRules(text, own, (kind, identity, value) => byIdentity.get(`${kind} ${identity}`) ?? value);
    return longestFirst.reduce((left, { label, spelling }) => left.replaceAll(spelling, label), ruled);
  };
  return mapTexts(json, conceal);
}

function identitiesOf(
  label: string,
  value: string,
  own: readonly RedactionRule[],
): readonly (readonly [string, string])[] {
  const kind = label.slice(1, label.lastIndexOf('-'));
  const rules = [...own, ...REDACTION_RULES].filter((rule) => rule.kind === kind);
  return rules.map((rule) => [`${kind} ${rule.identity?.(value) ?? value}`, label]);
}

/** As it was written; and a number without what parts its groups, as a program writes it. */
function spellingsOf(value: string): readonly string[] {
  const isNumber = /^[\d +().-]+$/.test(value);
  const digits = isNumber ? value.replace(/\D/g, '') : '';
  return [
    ...(value.length >= SHORTEST_LITERAL ? [value] : []),
    ...(digits.length >= FEWEST_DIGITS && digits !== value ? [digits] : []),
  ];
}

/** Numbers are looked at as texts, and stay numbers where nothing was found. */
function mapTexts<Value extends Json>(json: Value, map: (text: string) => string): Value {
  const mapped = mapJson(json, {
    key: map,
    leaf(leaf) {
      if (typeof leaf === 'string') return map(leaf);
      if (typeof leaf !== 'number') return leaf;
      const text = map(String(leaf));
      return text === String(leaf) ? leaf : text;
    },
  });
  return mapped as Value;
}
