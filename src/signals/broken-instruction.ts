import { type Answer, findAnswer, instructionsOf } from '../refine/suspects/find-answer.ts';
import { languageNamed, languageOf } from '../refine/suspects/language.ts';
import { shorten } from '../refine/text/shorten.ts';
import { quotedIn, sentencesOf } from '../refine/text/words.ts';
import { textAt } from '../refine/trace/look-into-json.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import type { SignalRule } from './signal.ts';

const LONGEST_PROMPT = 100_000;
const FORBIDS =
  /\b(?:never|do not|don['’]t|must not|avoid)\s+(?:\w+\s+){0,2}?(?:say|saying|use|using|mention|mentioning|write|writing)\b/i;
/** "Never use … unless": holds only at times. */
const AT_TIMES = /\b(?:unless|except|until|if|when)\b/i;
const MOST_WORDS = /\b(?:at most|no more than|maximum(?: of)?|under|fewer than|up to) (\d{1,4}) (words|sentences)\b/i;
const ONLY_JSON = /\b(?:only|valid)\b[^.\n]{0,30}\bJSON\b|\bJSON\b[^.\n]{0,20}\bonly\b/i;
const ANSWER_IN = /\b(?:answer|reply|respond|write)\b[^.\n]{0,30}?\bin ([A-Z][a-z]{3,10})\b/;

/** The final answer does what the instructions plainly forbid, or is not in the form that they ask for. */
export const brokenInstruction: SignalRule = {
  name: 'broken-instruction',
  weight: 0.6,
  look(seen) {
    const answer = findAnswer(seen);
    if (!answer?.call) return [];
    const sentences = sentencesOf(instructionsOf(answer.call).slice(0, LONGEST_PROMPT));
    const broken = brokenForm(answer) ?? sentences.map((sentence) => brokenBy(answer.text, sentence)).find(Boolean);
    return broken === undefined ? [] : [{ runIds: [answer.run.id], detail: broken }];
  },
};

function brokenForm({ call, text }: Answer): string | undefined {
  const type = textAt(call?.responseFormat, 'type');
  if (type !== 'json_schema' && type !== 'json_object') return undefined;
  return isJson(text) ? undefined : 'The answer is not in the form that the program asked for.';
}

function brokenBy(answer: string, sentence: string): string | undefined {
  const rule = `“${shorten(sentence)}”`;
  if (FORBIDS.test(sentence) && !AT_TIMES.test(sentence)) {
    const said = quotedIn(sentence).find((word) => answer.toLowerCase().includes(word.toLowerCase()));
    if (said !== undefined) return `The instructions say ${rule}, but the answer says “${shorten(said, 60)}”.`;
  }
  const [, most, unit] = MOST_WORDS.exec(sentence) ?? [];
  if (most !== undefined) {
    const count = unit?.toLowerCase() === 'words' ? answer.split(/\s+/).length : sentencesOf(answer).length;
    if (count > Number(most))
      return `The instructions say ${rule}, but the answer has ${count} ${unit?.toLowerCase()}.`;
  }
  if (ONLY_JSON.test(sentence) && !isJson(answer))
    return `The instructions say ${rule}, but the answer has another form.`;
  const wanted = languageNamed(ANSWER_IN.exec(sentence)?.[1] ?? '');
  const spoken = wanted && !AT_TIMES.test(sentence) ? languageOf(answer) : undefined;
  if (wanted === undefined || spoken === undefined || spoken === wanted) return undefined;
  return `The instructions say ${rule}, but the answer is in ${spoken}.`;
}

function isJson(text: string): boolean {
  const bare = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '');
  return tryJson(bare) !== undefined;
}
