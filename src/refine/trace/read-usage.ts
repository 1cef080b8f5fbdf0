import type { Json } from '../../domain/json.ts';
import type { Usage } from '../../domain/trace.ts';
import { at } from './look-into-json.ts';

const INPUT_NAMES = [
  'input_tokens',
  'prompt_tokens',
  'inputTokens',
  'promptTokens',
  'promptTokenCount',
  'total_input_tokens',
];
const OUTPUT_NAMES = [
  'output_tokens',
  'completion_tokens',
  'outputTokens',
  'completionTokens',
  'candidatesTokenCount',
  'completionTokenCount',
  'total_output_tokens',
];

/** The first of several places that tells how many tokens went in and out, under any provider's names. */
export function readUsage(places: readonly (Json | undefined)[]): Usage | null {
  for (const place of places) {
    const inputTokens = countAt(place, INPUT_NAMES);
    const outputTokens = countAt(place, OUTPUT_NAMES);
    if (inputTokens !== null || outputTokens !== null) {
      return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
    }
  }
  return null;
}

/** A count may be wrapped: `{ total: 30 }`. */
function countAt(place: Json | undefined, names: readonly string[]): number | null {
  for (const name of names) {
    for (const found of [at(place, name), at(place, name, 'total')]) {
      if (typeof found === 'number' && Number.isFinite(found) && found >= 0) return found;
    }
  }
  return null;
}
