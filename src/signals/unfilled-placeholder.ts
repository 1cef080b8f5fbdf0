import { instructionsOf } from '../refine/suspects/find-answer.ts';
import { shorten } from '../refine/text/shorten.ts';
import type { SignalRule } from './signal.ts';

/** A hole of a template, where a value should stand: `{{name}}`, `${name}`, `{customer_name}`, `[INSERT …]`. */
const HOLE =
  /\{\{\s{0,8}[A-Za-z_][\w.]{0,60}\s{0,8}\}\}|\$\{[A-Za-z_]\w{0,60}\}|(?<!\{)\{[a-z][a-z0-9]{0,30}_[a-z0-9_]{1,60}\}(?!\})|\[(?:INSERT|TODO|YOUR)\b[^\]\n]{0,60}\]/;
/** A value that was missing, written out by the program that filled the template. */
const MISSING = /[:=] ?(?:undefined|NaN|\[object Object\])(?=[\s.,;]|$)/;
const LONGEST_PROMPT = 200_000;

/** The model was given instructions in which a blank was never filled in. */
export const unfilledPlaceholder: SignalRule = {
  name: 'unfilled-placeholder',
  weight: 0.5,
  look: ({ calls, trace }) => {
    const told = new Set<string>();
    return trace.runs.flatMap(({ id, name }) => {
      const call = calls.get(id)?.call;
      const prompt = call ? instructionsOf(call).slice(0, LONGEST_PROMPT) : '';
      const left = HOLE.exec(withoutCode(prompt))?.[0] ?? MISSING.exec(prompt)?.[0];
      if (left === undefined || told.has(left)) return [];
      told.add(left);
      return [
        { runIds: [id], detail: `A blank in the instructions of “${name}” was not filled in: ${shorten(left, 60)}` },
      ];
    });
  },
};

/** What stands in code is quoted, not meant. */
function withoutCode(text: string): string {
  return text
    .split('```')
    .filter((_, index) => index % 2 === 0)
    .join('\n')
    .replace(/`[^`\n]{1,200}`/g, '');
}
