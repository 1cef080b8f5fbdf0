import type { Evidence } from '../../domain/diagnosis.ts';
import type { Run, Trace } from '../../domain/trace.ts';
import { textsIn } from '../trace/json-texts.ts';
import { plainLines } from '../view/plain-lines.ts';
import { showJson } from '../view/show-json.ts';
import { contentWords, sentencesOf } from './words.ts';

const SHORTEST_QUOTE = 8;
const LONGEST_EXCERPT = 400;

/**
 * Keeps the evidence whose quote stands in the run that it cites: in what went
 * in, what came out, or the error. Escapes of JSON in JSON and white space do not
 * count, every other sign does. Quotes of fewer than 8 characters prove nothing.
 */
export function verifyEvidence(
  evidence: readonly Evidence[],
  trace: Trace,
): Readonly<{ kept: readonly Evidence[]; dropped: number }> {
  const runs = new Map(trace.runs.map((run) => [run.id, run]));
  const plainTexts = new Map<string, readonly string[]>();
  const kept = evidence.filter(({ runId, quote }) => {
    const run = runs.get(runId);
    if (!run) return false;
    const texts = plainTexts.get(runId) ?? readingsOf(run).map(plain);
    plainTexts.set(runId, texts);
    const looked = plain(quote);
    return looked.length >= SHORTEST_QUOTE && texts.some((text) => text.includes(looked));
  });
  return { kept, dropped: evidence.length - kept.length };
}

/**
 * The sentence or line of a run that holds most of the words (roots, as
 * `contentWords` gives them), verbatim: first of its outputs and error, then of its inputs.
 * `undefined` when none of the words stands there.
 */
export function excerptFrom(run: Run, words: readonly string[]): string | undefined {
  const wanted = new Set(words);
  let best: string | undefined;
  let most = 0;
  for (const part of [run.error, run.outputs, run.inputs]) {
    for (const { text } of showJson(part)) {
      for (const sentence of sentencesOf(text)) {
        const held = contentWords(sentence).filter((word) => wanted.has(word)).length;
        if (held <= most || plain(sentence).length < SHORTEST_QUOTE) continue;
        best = sentence;
        most = held;
      }
    }
  }
  return best && cut(best);
}

/** At the end of a word, and never in the middle of an emoji, for then it would not stand there. */
function cut(sentence: string): string {
  if (sentence.length <= LONGEST_EXCERPT) return sentence;
  const start = sentence.slice(0, LONGEST_EXCERPT);
  return (/^.*\s/s.exec(start)?.[0] ?? start.replace(/[\uD800-\uDBFF]$/, '')).trimEnd();
}

/** As a model may have read it: as it is written, or as `compact` shows it. */
function readingsOf({ inputs, outputs, error }: Run): readonly string[] {
  const parts = [inputs, outputs, error];
  return [...parts.map((part) => plainLines(part).join('\n')), ...parts.map((part) => [...textsIn(part)].join('\n'))];
}

/** Without escapes of any depth, and with single spaces. */
function plain(text: string): string {
  return text
    .replace(/\\+u([\da-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\+[nrt]/g, ' ')
    .replace(/\\+(?=["'/\\])/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
