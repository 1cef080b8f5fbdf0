import type { Json } from '../../domain/json.ts';
import { tryJson } from '../trace/parse-json.ts';

const LONGEST = 200_000;

/** What an answer says as JSON, with or without a fence around it; `undefined` when it is none. */
export function answerJson(text: string): Json | undefined {
  return tryJson(
    text
      .slice(0, LONGEST)
      .trim()
      .replace(/^```(?:json)?\s*|\s*```$/g, ''),
  );
}
