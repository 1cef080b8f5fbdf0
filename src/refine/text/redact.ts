import type { Json } from '../../domain/json.ts';
import { type HiddenValues, OWN_KINDS } from '../../domain/redaction.ts';
import type { Redaction, Run, SafeTrace, Trace } from '../../domain/trace.ts';
import { type Leaf, type Mapping, mapJson, textsIn } from '../trace/json-texts.ts';
import { isPlaceholder, REDACTION_RULES, type RedactionRule, SECRET_FIELD } from './redaction-rules.ts';

/** Also of what only looks so: `[note-1]`. */
export const LABEL = /\[([a-z]{3,12})-(\d{1,6})\]/g;
const SHORTEST_SECRET = 4;
const SHORTEST_CARD = 1e12;
/** A label can lay bare what stood beside it. */
const MOST_ROUNDS = 8;

/**
 * Replaces secrets and personal data in every text of a trace, object keys too,
 * at any depth, by labels such as `[email-2]`. The same value has the same label
 * wherever it stands. Ids of runs stay, for everything else hangs on them.
 *
 * @param own what the project hides besides
 */
export function redact(trace: Trace, own: readonly RedactionRule[]): SafeTrace {
  return redactKeeping(trace, own).trace;
}

/** The same, with what stands behind the labels; but for secrets, which nobody needs to see again. */
export function redactKeeping(
  trace: Trace,
  own: readonly RedactionRule[],
): Readonly<{ trace: SafeTrace; values: HiddenValues }> {
  const labels = labelsBeyond(
    trace.runs.map(({ name, inputs, outputs, error, extra }) => [name, inputs, outputs, error, extra]),
  );
  const clean = cleaner(labels, own);
  const mapping: Mapping = { leaf: (value, key) => cleanLeaf(value, key, clean, labels), key: clean };
  const safe = {
    ...trace,
    name: clean(trace.name),
    runs: trace.runs.map((run) => redactRun(run, clean, mapping)),
    mended: trace.mended.map(clean),
    redactions: labels.given(),
  };
  return { trace: safe, values: new Map([...labels.values].filter(([label]) => !label.startsWith('[secret-'))) };
}

function redactRun(run: Run, clean: Clean, mapping: Mapping): Run {
  return {
    ...run,
    name: clean(run.name),
    inputs: mapJson(run.inputs, mapping),
    outputs: mapJson(run.outputs, mapping),
    error: run.error === null ? null : clean(run.error),
    extra: mapJson(run.extra, mapping),
  };
}

/** A password is one whatever it looks like, and a card number can stand there as a number. */
function cleanLeaf(value: Leaf, key: string | undefined, clean: Clean, labels: Labels): Leaf {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = String(value);
  const isSecret = key !== undefined && text.length >= SHORTEST_SECRET && SECRET_FIELD.test(key);
  if (isSecret && !isPlaceholder(text)) return labels.give('secret', text, text);
  if (typeof value === 'string') return clean(text);
  const cleaned = value >= SHORTEST_CARD ? clean(text) : text;
  return cleaned === text ? value : cleaned;
}

/** One value alone, as a trace is redacted; labels that stand in it already are kept. */
export function redactJson(value: Json, own: readonly RedactionRule[]): Json {
  const labels = labelsBeyond([value]);
  const clean = cleaner(labels, own);
  return mapJson(value, { leaf: (leaf, key) => cleanLeaf(leaf, key, clean, labels), key: clean });
}

type Clean = (text: string) => string;

/** Agents repeat themselves: each text is searched once, and its labels are counted again. */
function cleaner(labels: Labels, own: readonly RedactionRule[]): Clean {
  const known = new Map<string, Readonly<{ text: string; given: readonly string[] }>>();
  return (text) => {
    const before = known.get(text);
    if (before) {
      before.given.forEach(labels.repeat);
      return before.text;
    }
    const given: string[] = [];
    const give: Labels['give'] = (kind, identity, value) => {
      const label = labels.give(kind, identity, value);
      given.push(label);
      return label;
    };
    const cleaned = applyRules(text, own, give);
    known.set(text, { text: cleaned, given });
    return cleaned;
  };
}

/** Over and over, until nothing is found any more. @param give what stands in the place of a value */
export function applyRules(text: string, own: readonly RedactionRule[], give: Labels['give']): string {
  const rules = [...own, ...REDACTION_RULES];
  let cleaned = text;
  for (let round = 0, before = ''; cleaned !== before && round < MOST_ROUNDS; round++) {
    before = cleaned;
    cleaned = rules.reduce((left, rule) => applyRule(left, rule, give), before);
  }
  return cleaned;
}

/** What is behind a label is searched as if it began there: a value that touches another is one, too. */
function applyRule(text: string, rule: RedactionRule, give: Labels['give']): string {
  if (rule.needs && !rule.needs.some((needed) => text.includes(needed))) return text;
  let cleaned = '';
  let rest = text;
  rule.pattern.lastIndex = 0;
  for (let match = rule.pattern.exec(rest); match; match = rule.pattern.exec(rest)) {
    const { before = '', value = match[0] } = match.groups ?? {};
    if (rule.holds && !rule.holds(value)) {
      if (rule.grouped) rule.pattern.lastIndex = match.index + 1;
      continue;
    }
    const start = match.index + before.length;
    cleaned += rest.slice(0, start) + give(rule.kind, rule.identity?.(value) ?? value, value);
    rest = rest.slice(start + value.length);
    rule.pattern.lastIndex = 0;
  }
  return cleaned + rest;
}

type Labels = Readonly<{
  /** @param identity the same for every way to write the value */
  give(kind: string, identity: string, value: string): string;
  /** The same label in one more place. */
  repeat(label: string): void;
  given(): readonly Redaction[];
  values: HiddenValues;
}>;

/** What was redacted before, or only looks so, keeps its labels: new ones are counted on from there. */
function labelsBeyond(documents: readonly Json[], beside: ReadonlyMap<string, number> = new Map()): Labels {
  const highest = highestNumbers(documents, beside);
  const values = new Map<string, string>();
  const labelOf = new Map<string, string>();
  const kinds = new Map<string, string>();
  const places = new Map<string, number>();

  const repeat = (label: string) => void places.set(label, (places.get(label) ?? 0) + 1);
  return {
    values,
    give(kind, identity, value) {
      const key = `${kind} ${identity}`;
      const label = labelOf.get(key) ?? `[${kind}-${next(highest, kind)}]`;
      labelOf.set(key, label);
      kinds.set(label, kind);
      if (!values.has(label)) values.set(label, value);
      repeat(label);
      return label;
    },
    repeat,
    given: () => [...places].map(([label, count]) => ({ label, kind: kinds.get(label) ?? '', places: count })),
  };
}

function next(numbers: Map<string, number>, kind: string): number {
  const number = (numbers.get(kind) ?? 0) + 1;
  numbers.set(kind, number);
  return number;
}

function highestNumbers(
  documents: readonly Json[],
  beside: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const highest = new Map(beside);
  for (const document of documents) {
    for (const text of textsIn(document)) {
      if (!text.includes('[')) continue;
      for (const [, kind = '', number] of text.matchAll(LABEL)) {
        highest.set(kind, Math.max(highest.get(kind) ?? 0, Number(number)));
      }
    }
  }
  return highest;
}

/**
 * Texts on their way out of the house, under labels of their own; those that stand in them already are kept.
 * `restore` puts the values back into what comes in again, so that a label never ends up in somebody's file.
 */
export function redactOutgoing(
  texts: readonly string[],
  own: readonly RedactionRule[],
): Readonly<{ texts: readonly string[]; restore(text: string): string }> {
  const labels = labelsBeyond(texts);
  const clean = cleaner(labels, own);
  return {
    texts: texts.map(clean),
    restore: (text) => text.replace(LABEL, (label) => labels.values.get(label) ?? label),
  };
}

/**
 * Texts under labels of their own, counted on from those in the documents; the same texts have the same labels each time.
 * `values` are what the labels stand for.
 */
export function redactBeside(
  documents: readonly string[],
): (
  texts: readonly string[],
  own: readonly RedactionRule[],
) => Readonly<{ texts: readonly string[]; values: HiddenValues }> {
  const beside = highestNumbers(documents);
  return (texts, own) => {
    const labels = labelsBeyond(texts, beside);
    return { texts: texts.map(cleaner(labels, own)), values: labels.values };
  };
}

const KINDS: ReadonlySet<string> = new Set([...REDACTION_RULES.map(({ kind }) => kind), ...OWN_KINDS]);

/** The labels in a text, of the kinds that are given here. */
export function labelsIn(text: string): readonly string[] {
  return [...text.matchAll(LABEL)].flatMap(([label, kind = '']) => (KINDS.has(kind) ? [label] : []));
}

/** One text alone, for a log line or a message; labels count from 1 in it. */
export function redactText(text: string): string {
  return redact({ id: '', name: text, runs: [], mended: [] }, []).name;
}
