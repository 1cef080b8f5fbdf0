/** Stretches without a boundary, which a tokenizer takes quadratic time for: 100,000 spaces would be 13 seconds. */
const STRETCH = /\s{257,}|[^\s\p{P}]{257,}|[\p{P}\p{S}]{257,}/gu;
const PIECE = 256;

/**
 * Tokens of a text, in time proportional to its length whatever it holds. Long
 * stretches are counted in pieces, and one token more for each border: the count may be too high, never too low.
 *
 * @param count the tokenizer's own, exact for one piece
 */
export function countTokens(text: string, count: (piece: string) => number): number {
  if (!mayStretch(text)) return count(text);
  let tokens = 0;
  let last = 0;
  for (const { 0: stretch, index } of text.matchAll(STRETCH)) {
    if (index > last) tokens += count(text.slice(last, index)) + 1;
    for (let at = 0; at < stretch.length; at += PIECE) tokens += count(stretch.slice(at, at + PIECE)) + 1;
    last = index + stretch.length;
  }
  return last < text.length ? tokens + count(text.slice(last)) : tokens;
}

/**
 * Is there any place where so many signs stand without a boundary between them? By
 * character code, since every text comes through here; signs beyond ASCII bound nothing.
 */
function mayStretch(text: string): boolean {
  let spaceFrom = 0;
  let wordFrom = 0;
  let signFrom = 0;
  for (let at = 0; at < text.length; at++) {
    const bounds = BOUNDS[text.charCodeAt(at)] ?? 0;
    if (bounds & BOUNDS_SPACE) spaceFrom = at + 1;
    if (bounds & BOUNDS_WORD) wordFrom = at + 1;
    if (bounds & BOUNDS_SIGN) signFrom = at + 1;
    if (at - spaceFrom >= PIECE || at - wordFrom >= PIECE || at - signFrom >= PIECE) return true;
  }
  return false;
}

const BOUNDS_SPACE = 1;
const BOUNDS_WORD = 2;
const BOUNDS_SIGN = 4;

/** By the code of an ASCII sign: the stretches that it ends. `$+<=>^`|~` are no punctuation to Unicode, and end no word. */
const BOUNDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/\s/.test(sign)) return BOUNDS_WORD | BOUNDS_SIGN;
  if (/\p{P}/u.test(sign)) return BOUNDS_SPACE | BOUNDS_WORD;
  return /\p{S}/u.test(sign) ? BOUNDS_SPACE : BOUNDS_SPACE | BOUNDS_SIGN;
});
