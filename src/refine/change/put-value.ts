import { type Document, isCollection, isMap, isNode, isPair, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../domain/json.ts';
import type { Splice } from './splice.ts';
import type { ValueChange } from './value-path.ts';
import { blockForms, flowForm } from './value-words.ts';

type Holder = YAMLMap | YAMLSeq;

/** Where something is to be written, and in which manner: in braces, or by indentation. */
type Site = Readonly<{ text: string; isJson: boolean; inFlow: boolean }>;

/**
 * Ways to write a change of one value, the one that looks most like its surroundings first. None of them is known to
 * be right: comments, anchors and white space have more forms than are thought of here.
 */
export function waysToPut(
  text: string,
  { contents }: Document,
  steps: readonly string[],
  change: ValueChange,
  isJson: boolean,
): readonly Splice[] {
  const path = nodesOn(contents, steps);
  const node = path[steps.length];
  const holder = path[steps.length - 1];
  const isFlow = (each: unknown) => isCollection(each) && each.flow === true;
  const site = { text, isJson, inFlow: isJson || path.slice(0, steps.length).some(isFlow) };
  const name = steps.at(-1) ?? '';
  if ('append' in change) return isSeq(node) ? added(site, node, undefined, change.append) : [];
  if ('remove' in change) return isMap(holder) || isSeq(holder) ? without(site, holder, indexIn(holder, name)) : [];
  if (node !== undefined) return instead(site, node, holder, change.set);
  return isMap(holder) ? added(site, holder, name, change.set) : [];
}

/** The nodes that the steps lead through, from the whole to what is named, as far as there are any. */
function nodesOn(whole: unknown, steps: readonly string[]): readonly unknown[] {
  const path = [whole];
  for (const step of steps) {
    const here = path.at(-1);
    const index = isMap(here) || isSeq(here) ? indexIn(here, step) : -1;
    if (index < 0) break;
    const item = (here as Holder).items[index];
    path.push(isPair(item) ? item.value : item);
  }
  return path;
}

function indexIn(holder: Holder, step: string): number {
  if (isSeq(holder)) return Number(step) < holder.items.length ? Number(step) : -1;
  return holder.items.findIndex(({ key }) => isScalar(key) && String(key.value ?? '') === step);
}

function instead({ text, isJson, inFlow }: Site, node: unknown, holder: unknown, value: Json): readonly Splice[] {
  const [from, to] = rangeOf(node);
  const old = text.slice(from, to);
  const stayFlow = inFlow || (isCollection(node) && node.flow === true);
  if (stayFlow) return [{ from, to, text: flowForm(value, { isJson, old, margin: marginAt(text, from) }) }];
  const depth = isMap(holder) || isSeq(holder) ? columnAt(text, rangeOf(holder)[0]) + 2 : 0;
  const end = old.endsWith('\n') ? '\n' : '';
  const hasOwnLines = isCollection(node);
  const gap = hasOwnLines ? 0 : (/ *$/.exec(text.slice(0, from))?.[0].length ?? 0);
  return blockForms(value, { depth: hasOwnLines ? columnAt(text, from) : depth, old }).map((form) => ({
    // A collection begins on the next line, where nothing stands before it.
    from: form.startsWith('\n') ? from - gap : from,
    to,
    text: (hasOwnLines ? form.trimStart() : form) + end,
  }));
}

/** One more at the end of a list, or of an object under a name. */
function added(site: Site, holder: Holder, name: string | undefined, value: Json): readonly Splice[] {
  return holder.flow === true || site.isJson
    ? addedInFlow(site, holder, name, value)
    : addedInBlock(site, holder, name, value);
}

function addedInFlow({ text, isJson }: Site, holder: Holder, name: string | undefined, value: Json): readonly Splice[] {
  const [start, end] = rangeOf(holder);
  const last = holder.items.at(-1);
  const named = name === undefined ? '' : `${JSON.stringify(name)}:${isJson ? gapIn(text) : ' '}`;
  const margin = marginAt(text, start);
  if (last === undefined) {
    const unit = isJson ? unitOf(text) : undefined;
    const inner = unit === undefined ? '' : `\n${margin}${unit}`;
    const outer = unit === undefined ? '' : `\n${margin}`;
    const form = flowForm(value, { isJson, old: inner, margin: margin + (unit ?? ''), unit });
    return [{ from: start + 1, to: end - 1, text: `${inner}${named}${form}${outer}` }];
  }
  const before = holder.items.at(-2);
  const apart =
    before === undefined
      ? `,${text.slice(start + 1, startOf(text, last)) || gapIn(text)}`
      : text.slice(endOf(before), startOf(text, last));
  const at = endOf(last);
  return [apart, ', '].map((between) => ({
    from: at,
    to: at,
    text: `${between}${named}${flowForm(value, { isJson, old: between, margin: between.split('\n').at(-1) ?? '', unit: unitOf(text) })}`,
  }));
}

function addedInBlock({ text }: Site, holder: Holder, name: string | undefined, value: Json): readonly Splice[] {
  const last = holder.items.at(-1);
  if (last === undefined) return [];
  const column = columnAt(text, rangeOf(holder)[0]);
  const at = lineEndAfter(text, endOf(last));
  const isUnended = text[at - 1] !== '\n';
  return blockForms(value, { depth: column + 2, old: '' }).flatMap((form) =>
    marksOf(name).map((mark) => {
      const line =
        ' '.repeat(column) + mark + (name !== undefined && form.startsWith('\n') ? form : ` ${form.trimStart()}`);
      return { from: at, to: at, text: isUnended ? `\n${line}` : `${line}\n` };
    }),
  );
}

/** A name that reads as something else without quotes fails as it is, and is quoted then. */
const marksOf = (name: string | undefined): readonly string[] =>
  name === undefined ? ['-'] : [`${name}:`, `${JSON.stringify(name)}:`];

function without({ text }: Site, holder: Holder, index: number): readonly Splice[] {
  const { items } = holder;
  const item = items[index];
  const next = items[index + 1];
  const before = items[index - 1];
  if (item === undefined) return [];
  const [start] = rangeOf(holder);
  if (items.length === 1) {
    const to = holder.flow === true ? rangeOf(holder)[1] : endOf(item);
    const end = text[to - 1] === '\n' ? '\n' : '';
    return [{ from: start, to, text: (isSeq(holder) ? '[]' : '{}') + end }];
  }
  const startOfItem = (each: unknown) =>
    isSeq(holder) && holder.flow !== true ? text.lastIndexOf('-', startOf(text, each) - 1) : startOf(text, each);
  const from = startOfItem(item);
  if (holder.flow === true) {
    if (next !== undefined) return [{ from, to: startOfItem(next), text: '' }];
    return before === undefined ? [] : [{ from: endOf(before), to: endOf(item), text: '' }];
  }
  const line = text.lastIndexOf('\n', from - 1) + 1;
  if (text.slice(line, from).trim() === '') return [{ from: line, to: lineEndAfter(text, endOf(item)), text: '' }];
  return next === undefined ? [] : [{ from, to: startOfItem(next), text: '' }];
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = isNode(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : [0, 0];
}

function startOf(text: string, item: unknown): number {
  const [start] = rangeOf(isPair(item) ? item.key : item);
  return Math.min(start, text.length);
}

/** Without the white space and the comments that a collection takes in after its last part. */
function endOf(item: unknown): number {
  if (isPair(item)) return isNode(item.value) ? endOf(item.value) : rangeOf(item.key)[1];
  const last = isCollection(item) && item.flow !== true ? item.items.at(-1) : undefined;
  return last === undefined ? rangeOf(item)[1] : endOf(last);
}

/** The beginning of the next line. */
function lineEndAfter(text: string, place: number): number {
  if (text[place - 1] === '\n') return place;
  const end = text.indexOf('\n', place);
  return end < 0 ? text.length : end + 1;
}

const columnAt = (text: string, place: number): number => place - (text.lastIndexOf('\n', place - 1) + 1);

/** The white space that the line of a place begins with. */
const marginAt = (text: string, place: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', place - 1) + 1))?.[0] ?? '';

/** What parts the values of one line: nothing in a file that has no spaces. */
const gapIn = (text: string): string => (/[:,]\s/.test(text) ? ' ' : '');

/** By what the file indents; `undefined` for one that does not. */
const unitOf = (text: string): string | undefined => /\n([ \t]+)/.exec(text)?.[1];
