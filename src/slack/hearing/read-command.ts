import { distance } from 'fastest-levenshtein';
import type { CaseId } from '../../domain/case.ts';
import { type ContextCommand, readOrder, splitFiles } from '../../refine/context/read-order.ts';
import { readSpan, USUAL_SPAN_MS } from '../../refine/text/spans.ts';
import { tellPeople } from '../tell-people.ts';
import { EXPECTED, shouldHaveIn } from './expected-words.ts';
import { type Link, linksIn, withoutLinks, withoutUnseen } from './links-in.ts';
import { CASE_VERBS, type CaseVerb, readCaseVerb } from './read-case-verb.ts';
import { takeFiles } from './take-files.ts';
import { takeWishes, type Wishes, wishesText } from './wishes.ts';

/**
 * What stands behind `/refinery`, or in a mention. `near-miss` says what is wrong,
 * and how it should be written as far as that can be told: people are answered
 * with the corrected command, and never guessed at silently.
 */
export type Command =
  | Readonly<{ kind: 'help' | 'cases' | 'stats' | 'doctor' | 'audit' }>
  | Readonly<{ kind: 'form' | 'setup' }>
  | Readonly<{ kind: 'about-case'; verb: CaseVerb; id: CaseId }>
  | Readonly<{ kind: 'tokens'; link: string }>
  /** `withinMs`: how far back. */
  | Readonly<{ kind: 'failures'; withinMs: number }>
  | Readonly<{
      kind: 'open';
      link: string;
      expectation: string;
      fresh?: true;
      files?: readonly string[];
      wishes?: Wishes;
    }>
  | Readonly<{ kind: 'context'; command: ContextCommand }>
  | Readonly<{ kind: 'near-miss'; says: string; corrected: string | null }>;

/** What is about a channel and the project that it is bound to. */
export type ChannelCommand = Exclude<
  Command,
  { kind: 'help' | 'cases' | 'stats' | 'doctor' | 'audit' | 'near-miss' | 'about-case' }
>;

/** Stands for a file where a command has a link; nothing is ever fetched from there. */
export const THE_FILE = 'https://file.invalid/trace';

/** What a text that could be a link is: a trace that can be read, one on a host that is not read from, or neither. */
export type LinkJudge = (text: string) => 'trace' | 'foreign' | undefined;

const VERBS = ['help', 'setup', 'cases', 'stats', 'context', 'failures', 'doctor', 'audit', 'diagnose'] as const;
/** As they are written on a terminal. */
const LONGER: ReadonlyMap<string, (typeof VERBS)[number]> = new Map([['audit verify', 'audit']]);
/** Far more than anybody types; hostile text takes the longer the more there is of it. */
const LONGEST_CHARS = 8_000;
const KEYWORD = 'expected';
/** What stands in a corrected command for what is missing. */
const SOME_LINK = '<trace link>';
const SOME_WORDS = '<what should have happened>';
const CORRECTED = new RegExp(`^/refinery (${SOME_LINK}|\\S+) ${KEYWORD}: ([\\s\\S]*)$`);
/** A word before a colon that is nearly `expected`. */
const NEARLY = /(?<![\p{L}\p{N}:/])([a-z]{5,12})\s*[:：=](?!\/)\s*/giu;
const QUOTES = new Map(
  ['""', "''", '“”', '„“', '‟”', '‘’', '‚‘', '«»', '»«', '‹›', '「」', '``'].map((pair) => [pair[0], pair.slice(1)]),
);

/** `--fresh`, first or last; Slack makes one dash of two. */
const FRESH = /^\s*(?:--|—|–)fresh(?!\S)|(?<!\S)(?:--|—|–)fresh\s*$/iu;

/** A verb with words of its own. */
const CONTEXT = /^\s*context(?!\S)(.*)$/isu;

export function readCommand(given: string, judge: LinkJudge): Command {
  const text = withoutUnseen(given);
  if (text.length > LONGEST_CHARS) return readWords(text, judge);
  const context = CONTEXT.exec(text)?.[1];
  if (context !== undefined) return { kind: 'context', command: readOrder(splitFiles(context)) };
  const { rest, files } = takeFiles(text);
  if (files.length === 0) return readWithWishes(text, judge);
  const command = readWithWishes(rest, judge);
  if (command.kind === 'open') return { ...command, files };
  const corrected = command.kind === 'near-miss' && command.corrected;
  return corrected ? { ...command, corrected: `${corrected} files: ${files.map(quoted).join(', ')}` } : command;
}

const quoted = (path: string): string => (/[\s,]/.test(path) ? `"${path}"` : path);

function readWithWishes(text: string, judge: LinkJudge): Command {
  if (!FRESH.test(text)) return readWords(text, judge);
  const command = readWords(text.replace(FRESH, ' '), judge);
  if (command.kind === 'open') return { ...command, fresh: true };
  const corrected = command.kind === 'near-miss' && command.corrected;
  return corrected ? { ...command, corrected: `${corrected} --fresh` } : command;
}

function readWords(text: string, judge: LinkJudge): Command {
  if (text.length > LONGEST_CHARS)
    return nearMiss('That is too long to read. Say in a sentence or two what should have happened.', null);
  const words = text.trim().split(/\s+/u).filter(Boolean);
  const [first = ''] = words;
  if (words.length === 0) return { kind: 'form' };
  const about = readCaseVerb(text);
  if (about)
    return about.id === null
      ? nearMiss('Say which case.', `/refinery ${about.verb} RF-12`)
      : { kind: 'about-case', verb: about.verb, id: about.id };
  const links = linksIn(text);
  const found = links.filter(({ link }) => judge(link) === 'trace');
  const ofTokens = first.toLowerCase() === 'tokens' ? readTokens(words.slice(1), found) : undefined;
  if (ofTokens) return ofTokens;
  const withinMs = first.toLowerCase() === 'failures' ? readSpan(words.slice(1).join(' ')) : undefined;
  if (withinMs !== undefined) return { kind: 'failures', withinMs };
  const longer = LONGER.get(words.join(' ').toLowerCase());
  if (longer !== undefined) return readVerb(longer);
  if (words.length === 1 && links.length === 0) return readVerb(first);

  const [trace, another] = found;
  const rest = trace ? text.replaceAll(trace.raw, ' ') : text;
  const said = readExpectation(trace ? rest : withoutLinks(text, links));
  const link = trace?.link ?? SOME_LINK;
  if (another && another.link !== trace?.link)
    return nearMiss('There are two traces in it. I look into one at a time.', commandOf(link, said));
  if (!trace) return withoutTrace(links, judge, said);
  if (said.text === '') return nearMiss('What should have happened is missing.', commandOf(link, said));
  if (said.how !== 'named')
    return nearMiss(
      said.how === 'nearly'
        ? `I read “${said.keyword}” as “${KEYWORD}”.`
        : `Put “${KEYWORD}:” before what should have happened.`,
      commandOf(link, said),
    );
  const { text: expectation, wishes } = said;
  return { kind: 'open', link, expectation, ...(Object.keys(wishes).length > 0 && { wishes }) };
}

/** A link behind the word, and nothing else; `undefined` for a sentence that begins so. */
function readTokens(rest: readonly string[], found: readonly Link[]): Command | undefined {
  if (rest.length > 1) return undefined;
  const [trace] = found;
  if (trace) return { kind: 'tokens', link: trace.link };
  return rest.length === 0 ? nearMiss('Say of which trace.', `/refinery tokens ${SOME_LINK}`) : undefined;
}

function readVerb(word: string): Command {
  const verb = word.toLowerCase().replace(/^[-/]+/, '');
  const known = VERBS.find((candidate) => candidate === verb);
  if (known === 'failures') return { kind: known, withinMs: USUAL_SPAN_MS };
  if (known === 'context') return { kind: 'context', command: readOrder([]) };
  if (known === 'diagnose') return { kind: 'form' };
  if (known) return { kind: known };
  if (verb === '?' || verb === '') return { kind: 'help' };
  const nearest = [...VERBS, ...CASE_VERBS].toSorted((a, b) => distance(verb, a) - distance(verb, b))[0] ?? 'help';
  const isTypo = distance(verb, nearest) <= 2;
  const whose = isTypo && CASE_VERBS.some((named) => named === nearest) ? ' RF-12' : '';
  return nearMiss(`There is no command “${word.slice(0, 40)}”.`, `/refinery ${isTypo ? nearest : 'help'}${whose}`);
}

type Said = Readonly<{ text: string; how: 'named' | 'nearly' | 'unnamed'; keyword: string; wishes: Wishes }>;

/** Behind the keyword, wherever that stands; what stands before it is not lost either. */
function readExpectation(text: string): Said {
  const named = EXPECTED.exec(text);
  const nearly = named
    ? undefined
    : [...text.matchAll(NEARLY)].find(([, word = '']) => distance(word.toLowerCase(), KEYWORD) <= 2);
  const match = named ?? nearly;
  if (!match) {
    const { rest, wishes } = takeWishes(text);
    const sentence = shouldHaveIn(rest);
    const how = sentence === undefined ? 'unnamed' : 'named';
    return { text: unquoted(sentence ?? rest), how, keyword: '', wishes };
  }
  const before = takeWishes(text.slice(0, match.index));
  const behind = takeWishes(text.slice(match.index + match[0].length));
  const after = unquoted(behind.rest);
  return {
    text: after === '' ? unquoted(before.rest) : after,
    how: named ? 'named' : 'nearly',
    keyword: nearly?.[1] ?? KEYWORD,
    wishes: { ...before.wishes, ...behind.wishes },
  };
}

function withoutTrace(links: readonly Link[], judge: LinkJudge, said: Said): Command {
  if (links.some(({ link }) => judge(link) === 'foreign')) return nearMiss(tellPeople('link-foreign'), null);
  if (links.length > 0)
    return nearMiss('That is no link to a LangSmith trace. Open the trace there and copy its link.', null);
  return nearMiss('The link to the trace is missing.', commandOf(SOME_LINK, said));
}

const nearMiss = (says: string, corrected: string | null): Command => ({ kind: 'near-miss', says, corrected });
const commandOf = (link: string, { text, wishes }: Said): string =>
  `/refinery ${link} ${KEYWORD}: ${text || SOME_WORDS}${wishesText(wishes)}`;

/** What a corrected command has of a case, where something still stands for what is missing; `undefined` where nothing does. */
export function draftIn(corrected: string): Readonly<{ link?: string; expectation?: string }> | undefined {
  const [, link = '', expectation = ''] = CORRECTED.exec(corrected) ?? [];
  const said = expectation.replace(SOME_WORDS, '').trim();
  if (link !== SOME_LINK && said === expectation.trim()) return undefined;
  return { ...(link !== SOME_LINK && { link }), ...(said !== '' && { expectation: said }) };
}

/** Without white space and one pair of quotes around all of it, and with the characters that Slack escapes. */
function unquoted(text: string): string {
  const trimmed = text
    .replace(/\s+/gu, ' ')
    .trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  const closing = QUOTES.get(trimmed[0]);
  const inner = trimmed.slice(1, -1);
  const isQuoted = closing !== undefined && trimmed.length > 1 && trimmed.endsWith(closing) && !inner.includes(closing);
  return (isQuoted ? inner : trimmed).trim();
}
