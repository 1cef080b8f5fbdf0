import type { Json } from '../../domain/json.ts';
import { canonicalJson } from '../case/canonical-json.ts';
import { isList, isObject } from '../trace/look-into-json.ts';

/**
 * One text for all ways to write the same arguments of a tool. The order of keys, white space around and between words,
 * composed and decomposed letters, and a number written as text are the same to a tool; so is a value that is null and
 * one that is left out. Case is not: identifiers differ by it. Nor is "0042" 42.
 */
export const normalArguments = (given: Json): string => canonicalJson(normal(given));

function normal(value: Json): Json {
  if (isList(value)) return value.map(normal);
  if (isObject(value)) {
    const told = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(told.map(([name, member]) => [name, normal(member)]));
  }
  return typeof value === 'string' ? normalText(value) : value;
}

function normalText(text: string): Json {
  const plain = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  const figure = Number(plain);
  return Number.isFinite(figure) && String(figure) === plain ? figure : plain;
}
