import { asLatin } from '../refine/text/as-latin.ts';
import { dropUnseen } from '../refine/text/unseen.ts';

/** Decoded text may hold encoded text again, this many times. */
const MOST_LAYERS = 3;
/** Over all that is decoded from one text. */
const MOST_DECODED_CHARS = 256_000;

/**
 * The text as it is, and as somebody would have to read it to find a secret in
 * disguise: without invisible signs, full-width letters and look-alikes of other
 * alphabets, split strings put
 * together, escapes, base64 and hex decoded. Few, and bounded in size.
 */
export function normalForms(text: string): readonly string[] {
  const clean = asLatin(dropUnseen(text.normalize('NFKC')));
  const plain = [clean, unescaped(clean)];
  const forms = new Set([text, ...plain, ...plain.map(joined), ...plain.map(unwrapped)]);

  let layer: readonly string[] = [...forms];
  let left = MOST_DECODED_CHARS;
  for (let depth = 0; depth < MOST_LAYERS && left > 0; depth++) {
    const decoded = decodedIn(layer, left);
    left -= decoded.length;
    if (decoded === '') break;
    forms.add(decoded);
    layer = [decoded, joined(decoded)];
  }
  return [...forms];
}

/** `"sk-" + "abc"`, `'sk-' 'abc'`, `["sk-", "abc"]`, `"sk-" \` and template holes as one. */
function joined(text: string): string {
  return text
    .replace(/["'`]\s{0,40}(?:\+|\.\.?|,|&|\\)?\s{0,40}[rbuf]?["'`]/g, '')
    .replace(/\$?\{\s?["'`]|["'`]\s?\}/g, '')
    .replace(/\\\r?\n\s{0,40}/g, '');
}

/** Lines of nothing but encoded text are one, as mail and PEM files break them. */
function unwrapped(text: string): string {
  return text.replace(
    /(?<=^[ \t"']{0,16}[A-Za-z0-9+/_-]{40,})\r?\n[ \t"']{0,16}(?=[A-Za-z0-9+/_-]+={0,2}[ \t"',]*$)/gm,
    '',
  );
}

function unescaped(text: string): string {
  return text
    .replace(/\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})|%([0-9a-f]{2})|&#x([0-9a-f]{2,6});/gi, (whole, ...hex) =>
      signOf(Number.parseInt(hex.slice(0, 4).find(Boolean), 16), whole),
    )
    .replace(/&#(\d{2,7});/g, (whole, digits) => signOf(Number(digits), whole))
    .replaceAll('\0', '');
}

function signOf(code: number, otherwise: string): string {
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : otherwise;
}

/** Everything in base64 or hex that decodes to plain text, one a line. */
function decodedIn(texts: readonly string[], mostChars: number): string {
  const found = new Set<string>();
  let left = mostChars;
  for (const text of texts) {
    for (const [encoded] of text.matchAll(/[A-Za-z0-9+/_-]{20,8192}={0,2}/g)) {
      left -= encoded.length;
      if (left < 0) return [...found].join('\n');
      const isHex = /^(?:[0-9a-f]{2})+$/i.test(encoded);
      const decoded = Buffer.from(encoded, isHex ? 'hex' : 'base64').toString('latin1');
      if (/^[\t\n\r -~]{12,}$/.test(decoded)) found.add(decoded);
    }
  }
  return [...found].join('\n');
}
