import type { Signal } from '../domain/triage.ts';
import { labelsIn } from '../refine/text/redact.ts';
import { contentWords, figuresIn, identifiersIn, sentencesOf } from '../refine/text/words.ts';
import type { AboutProposal, EditAnswer, ProposeAnswer } from './propose-answer.ts';

type Hypothesis = Omit<ProposeAnswer['hypotheses'][number], 'complexity' | 'risk' | 'before' | 'after'>;
type File = AboutProposal['files'][number];

/**
 * Fixes by template, for the prompt file that the failing call was rendered
 * from: say what is expected; take back what asks for the opposite; tell how to
 * read documents or pass values, where a signal points there; show an example;
 * and, so that there is always an honest floor, only watch the case.
 */
export function proposeByRules(about: AboutProposal): ProposeAnswer {
  const [site] = about.sites;
  const file = about.files.find(({ path }) => path === site?.path);
  const request = requestIn(about);
  const fixes =
    file && request
      ? [
          withoutOpposite(file, request, about),
          aboutDocuments(file, about.triage.signals),
          aboutValues(file, request, about.triage.signals),
          instruction(file, request, about.expectation),
          example(file, request, about.expectation),
        ]
      : [];
  const made = fixes.filter((fix) => fix !== undefined);
  const fitting = site && site.place !== '' ? made.flatMap(withinString) : made;
  return { hypotheses: [...fitting.slice(0, 4), watchOnly].map(weighed) };
}

/** Each is a line or two, and rules can't tell which may break more. */
function weighed(fix: Hypothesis): ProposeAnswer['hypotheses'][number] {
  return { ...fix, complexity: 'low', risk: 'low', before: null, after: null };
}

/** Where the prompt is a string of a program or a document: its end is not the file's, and a quotation mark would end it. */
function withinString(fix: Hypothesis): readonly Hypothesis[] {
  if (fix.edits.some(({ action }) => action === 'append')) return [];
  const edits = fix.edits.map((edit) => ({ ...edit, text: edit.text.replace(/"([^"\n]*)"/g, '“$1”') }));
  return edits.some(({ text }) => text.includes('"')) ? [] : [{ ...fix, edits }];
}

const watchOnly: Hypothesis = {
  kind: 'eval',
  title: 'Only watch this case',
  rationale:
    'Adds the case to the eval set and changes nothing for customers, so that the failure is at least noticed.',
  risks: 'None; the failure stays until somebody fixes its cause.',
  confidence: 'low',
  edits: [],
};

function instruction(file: File, request: string, expectation: string): Hypothesis {
  return {
    kind: 'instruction',
    title: 'Say in the prompt what is expected',
    rationale: 'The prompt leaves this situation open; one more line tells the assistant what to do in it.',
    risks:
      agingRisk(expectation) ??
      'Little: the line only speaks of messages like the reported one, so others may need a line of their own.',
    confidence: 'medium',
    edits: [addLine(file, conditional(request, expectation))],
  };
}

/** Takes the sentence that asks for the opposite out of the prompt, and puts the expectation in its place. */
function withoutOpposite(file: File, request: string, { expectation, triage }: AboutProposal): Hypothesis | undefined {
  if (!triage.signals.some(({ kind }) => kind === 'contradicting-instruction')) return undefined;
  const expected = contentWords(expectation);
  const shared = (sentence: string) => contentWords(sentence).filter((word) => expected.includes(word)).length;
  const opposite = sentencesOf(file.text).toSorted((a, b) => shared(b) - shared(a))[0];
  if (!opposite || shared(opposite) === 0 || file.text.split(opposite).length !== 2) return undefined;
  return {
    kind: 'instruction',
    title: 'Replace the instruction that asks for the opposite',
    rationale: `The prompt says “${opposite.slice(0, 400).toWellFormed()}”, which leads to just the answer that was reported.`,
    risks: 'Whatever else that sentence was meant for is lost with it.',
    confidence: 'medium',
    edits: [{ action: 'replace', path: file.path, find: opposite, text: conditional(request, expectation) }],
  };
}

function aboutDocuments(file: File, signals: readonly Signal[]): Hypothesis | undefined {
  const stale = signals.find(({ kind }) => kind === 'stale-document');
  const unused = signals.find(({ kind }) => kind === 'unused-answer');
  if (!stale && !unused) return undefined;
  return {
    kind: 'context',
    title: stale ? 'Prefer the newest document' : 'Read every document before answering',
    rationale: (stale ?? unused)?.detail ?? '',
    risks: stale
      ? 'A newer document that is itself wrong would now win.'
      : 'Answers may take in documents that have little to do with the question.',
    confidence: 'medium',
    edits: [
      addLine(
        file,
        stale
          ? 'When documents disagree, use the one with the newest date.'
          : 'When documents are given, read all of them and answer from the one that fits the question best.',
      ),
    ],
  };
}

function aboutValues(file: File, request: string, signals: readonly Signal[]): Hypothesis | undefined {
  const differs = signals.find(({ kind }) => kind === 'argument-differs');
  if (!differs) return undefined;
  const [value] = identifiersIn(request);
  return {
    kind: 'tool',
    title: 'Pass values to tools exactly as they were written',
    rationale: differs.detail,
    risks: 'It can’t help where the tool itself takes only another kind of value.',
    confidence: 'low',
    edits: [
      addLine(
        file,
        `Pass numbers and codes to tools exactly as the customer wrote them${value ? `, such as ${value}` : ''}.`,
      ),
    ],
  };
}

/** An order to do something ("look up …") is no answer that could be shown. */
function example(file: File, request: string, expectation: string): Hypothesis | undefined {
  if (!SAYS.test(asInstruction(expectation))) return undefined;
  const text = `\nExample:\nCustomer: ${request}\nAssistant: ${sentence(asStatement(expectation))}\n`;
  return {
    kind: 'example',
    title: 'Show the right answer as an example',
    rationale:
      'An example made of this case shows the assistant the answer that is wanted, where a rule may be read too widely.',
    risks: agingRisk(expectation) ?? 'The assistant may copy the example’s words where they do not fit.',
    confidence: 'low',
    edits: [{ action: 'append', path: file.path, find: null, text }],
  };
}

/** Behind the last point of the prompt's list, in the list's own form; at the end where there is no list. */
function addLine({ path, text }: File, line: string): EditAnswer {
  const points = text.split('\n').filter((candidate) => /^\s*[-*•]\s+\S/.test(candidate));
  const last = points.at(-1);
  if (last === undefined || text.split(last).length !== 2)
    return { action: 'append', path, find: null, text: `\n${line}\n` };
  const mark = /^\s*[-*•]\s+/.exec(last)?.[0] ?? '- ';
  return { action: 'insert-after', path, find: last, text: `\n${mark}${line}` };
}

/** What the customer asked: the last question of the last user message, else its beginning; what is private in it is left out. */
function requestIn({ failing }: AboutProposal): string | undefined {
  const message = failing?.call.messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const sentences = sentencesOf(message);
  const asked = sentences.findLast((candidate) => candidate.endsWith('?')) ?? sentences[0];
  const plain = asked && labelsIn(asked).reduce((text, label) => text.replace(label, '…'), asked);
  return plain
    ?.replace(/^(?:question|customer|user)\s*:\s*/i, '')
    .replaceAll('"', "'")
    .slice(0, 200);
}

const IMPERATIVE =
  /^(?:please\s+)?(?:say|tell|explain|answer|ask|use|look|call|check|mention|offer|refuse|apologi[sz]e|do not|don['’]t|never|always|point|give|quote|state|admit|warn|confirm|send|hand|pass)\b/i;

/** "it should have said …" speaks of the past; an instruction does not. */
const PRESENT: Readonly<Record<string, string>> = {
  said: 'say',
  told: 'tell',
  given: 'give',
  sent: 'send',
  quoted: 'quote',
  used: 'use',
  refused: 'refuse',
};

/** "we can't do that" → "say that we can't do that"; what is an order already stays one. */
function asInstruction(expectation: string): string {
  const plain = expectation
    .trim()
    .replace(/^(?:it|he|she|they|the (?:agent|assistant|bot|model|answer)) should (?:have )?/i, '')
    .replace(/^\p{L}+/u, (verb) => PRESENT[verb.toLowerCase()] ?? verb)
    .replace(/^(answer|ask|look|call|check|mention|offer|explain|confirm|hand|pass|point|warn)ed\b/i, '$1')
    .replace(/[.!]+$/, '');
  const lower = plain.charAt(0).toLowerCase() + plain.slice(1);
  return IMPERATIVE.test(plain) ? lower : `say that ${lower}`;
}

const SAYS =
  /^(?:please\s+)?(?:say|tell|explain|answer|state|admit|confirm|mention)\s+(?:(?:to\s+)?(?:them|him|her|customers?|the customer|users?|the user)\s+)?(?:that\s+)?/i;

/** "say that we can't do that" → "we can't do that". */
const asStatement = (expectation: string): string => asInstruction(expectation).replace(SAYS, '');

/** An instruction for messages like the reported one, and no others. */
const conditional = (request: string, expectation: string): string =>
  `When a customer writes something like "${request}", ${asInstruction(expectation)}.`;

/** A figure in a prompt is right until it changes elsewhere. */
function agingRisk(expectation: string): string | undefined {
  const [figure] = figuresIn(expectation);
  return figure && `It writes ${figure.text.trim()} into the prompt, where nobody will look when that figure changes.`;
}

function sentence(text: string): string {
  const ended = /[.!?]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
