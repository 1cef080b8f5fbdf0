import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextList,
  RichTextPreformatted,
  RichTextQuote,
  RichTextSection,
  RichTextText,
} from '@slack/types';
import { plainText, startOf } from './plain-text.ts';

/**
 * The pieces that messages are made of. Slack reads no markup in any of them, so text from a trace can't ping, link,
 * unfurl or break out of its quote, whatever stands in it; and every text comes through `plainText` on its way.
 */
export type Piece = string | RichTextElement;

const SOME_TEXT = '(empty)';
/** What Slack takes in one piece. */
const LONGEST = 3_000;

export function words(text: string): RichTextText {
  return { type: 'text', text: startOf(filled(plainText(text)), LONGEST) };
}

export function bold(text: string): RichTextText {
  return { ...words(text), style: { bold: true } };
}

export function italic(text: string): RichTextText {
  return { ...words(text), style: { italic: true } };
}

/** Words of ours or of the trace's that lead to where somebody reported it; plain words where that is no web address. */
export function webLink(text: string, address: string): RichTextElement {
  const url = webAddress(address);
  return url === undefined ? words(text) : { ...words(text), type: 'link', url };
}

function webAddress(address: string): string | undefined {
  if (address.length > LONGEST || plainText(address) !== address || !URL.canParse(address)) return undefined;
  const { protocol, username, password, href } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? href : undefined;
}

export function code(text: string): RichTextText {
  return { ...words(text), style: { code: true } };
}

export function richText(...elements: readonly (RichTextBlockElement | undefined)[]): RichTextBlock {
  return { type: 'rich_text', elements: elements.filter((element) => element !== undefined) };
}

export function paragraph(...pieces: readonly Piece[]): RichTextSection {
  return { type: 'rich_text_section', elements: elementsOf(pieces) };
}

export function quote(text: string): RichTextQuote {
  return { type: 'rich_text_quote', elements: [words(text)] };
}

export function bullets(items: readonly (readonly Piece[])[]): RichTextList {
  return { type: 'rich_text_list', style: 'bullet', elements: items.map((pieces) => paragraph(...pieces)) };
}

/** As it is: the text must have been made safe by whoever calls. */
export function preformatted(text: string): RichTextPreformatted {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: filled(text) }] };
}

/**
 * The lines of a diff, which Slack colours by the sign that each begins with; where it does not, the sign is there. As it
 * is, too. https://docs.slack.dev/reference/block-kit/block-elements/rich-text-preformatted-element
 */
export function diffLines(text: string): RichTextPreformatted & Readonly<{ language: 'diff' }> {
  return { ...preformatted(text), language: 'diff' };
}

export function heading(text: string): HeaderBlock {
  return { type: 'header', text: label(text, 150) };
}

/** A small grey line. */
export function aside(text: string): ContextBlock {
  return { type: 'context', elements: [label(text, 2_000)] };
}

/** `undefined` when there is nothing to press: Slack wants at least one. */
export function buttons(...elements: readonly (Button | undefined)[]): ActionsBlock | undefined {
  const drawn = elements.filter((element) => element !== undefined);
  return drawn.length === 0 ? undefined : { type: 'actions', elements: drawn };
}

export function label(text: string, length: number): PlainTextElement {
  return { type: 'plain_text', text: startOf(filled(plainText(text)), length), emoji: false };
}

function elementsOf(pieces: readonly Piece[]): RichTextElement[] {
  const some = pieces.filter((piece) => piece !== '');
  return (some.length === 0 ? [SOME_TEXT] : some).map((piece) => (typeof piece === 'string' ? words(piece) : piece));
}

function filled(text: string): string {
  return text.trim() === '' ? SOME_TEXT : text;
}
