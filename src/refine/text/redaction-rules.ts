/**
 * What must not leave the house, one entry each.
 *
 * The patterns begin with something rare, or where a word begins, and never try
 * the same stretch twice: hostile text takes linear time.
 */
export type RedactionRule = Readonly<{
  /** The kind in the label: `[email-1]`. */
  kind: string;
  /** Global. Group `value` is what goes, behind what group `before` holds; without them, the whole match. */
  pattern: RegExp;
  /** Only texts that hold one of these are searched at all. */
  needs?: readonly string[];
  /** The last word: a checksum, or what tells a secret from a sentence. */
  holds?(value: string): boolean;
  /** The form in which two spellings are the same value. */
  identity?(value: string): string;
  /** Written in groups, the first of which may belong to something else: when it does not hold, look on from the next group. */
  grouped?: true;
}>;

/** Behind an escaped line break of JSON inside JSON, whose `n` is no part of the word (`\nada@…`). */
const ESCAPED = String.raw`(?<=\\[nrt]|\\u[\da-fA-F]{4})`;

/** Where a word begins. */
const START = String.raw`(?:${ESCAPED}|(?<![\p{L}\p{N}_.+-])(?<!\\(?=[nrt]|u[\da-fA-F]{4})))`;

/** Each country has one length. https://www.swift.com/swift-resource/9606/download */
const IBAN_LENGTHS =
  'NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21 ' +
  'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 ' +
  'LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 ' +
  'BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 MT31 SC31 LC32 RU33';

const IBANS = [...Map.groupBy(IBAN_LENGTHS.split(' '), (entry) => Number(entry.slice(2)))]
  .map(([length, entries]) => {
    const countries = entries.map((entry) => entry.slice(0, 2)).join('|');
    return String.raw`(?:${countries})\d\d(?: ?[A-Z\d]){${length - 4}}`;
  })
  .join('|');

/**
 * Visa, Mastercard, Discover and UnionPay; American Express; Diners: in their own groups, with the same gap
 * in each place, or without. https://en.wikipedia.org/wiki/Payment_card_number
 */
const CARDS = String.raw`[2456]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -]?)\d{6}\2\d{5}|3[0689]\d\d([ -]?)\d{6}\3\d{4}`;

/** All in one; in groups; or the country, then the rest. */
const PHONES = String.raw`[1-9]\d{7,14}|[1-9]\d{0,3}(?:[ ().-]{1,2}\d{1,8}){2,6}|[1-9]\d{0,2}[ -]\d{6,12}`;

/** What the makers of keys put in front of them. */
const KEY_PREFIXES = [
  'sk-|sk_live_|sk_test_|rk_live_|rk_test_|whsec_|gsk_|pcsk_|pplx-|tvly-|xai-|r8_|hf_|fw_|jina_',
  'lsv2_(?:pt|sk)_|ls__|gh[pousr]_|github_pat_|glpat-|npm_|pypi-|dop_v1_|dapi|lin_api_|ntn_|secret_|shpat_',
  String.raw`xox[abeoprs]-|xapp-|AIza|ya29\.|SG\.|AKIA|ASIA|key-|SK(?=[\da-f]{32})`,
].join('|');

const SECRET_NAMES =
  'api[_-]?key|secret(?:[_-]?(?:access[_-]?)?key)?|passw(?:or)?d|passphrase|token|private[_-]?key|credential';

/** A field of such a name holds nothing else. */
export const SECRET_FIELD =
  /^(?:[\w-]{0,64}[_-])?(?:api[_-]?key|secret|passw(?:or)?d|passphrase|authorization|private[_-]?key|(?:access|refresh|auth|bearer)[_-]?token|(?:client|app)[_-]?secret|secret[_-]?(?:access[_-]?)?key)$/i;

export const REDACTION_RULES: readonly RedactionRule[] = [
  {
    kind: 'secret',
    pattern:
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!-)){0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
    needs: ['PRIVATE KEY-----'],
  },
  {
    kind: 'secret',
    pattern: /(?<before>:\/\/[^\s/:@"'<>]{0,128}:)(?<value>[^\s/@"'<>]{1,256})(?=@)/g,
    needs: ['://'],
    holds: (value) => !isPlaceholder(value),
  },
  {
    kind: 'secret',
    pattern: new RegExp(String.raw`${START}eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]+)?`, 'gu'),
    needs: ['eyJ'],
  },
  {
    kind: 'secret',
    // The prefix is looked for before where it begins: a look behind every sign would take most of all the time.
    pattern: new RegExp(String.raw`(?=${KEY_PREFIXES})${START}(?:${KEY_PREFIXES})[\w.-]{11,}[\w-]`, 'gu'),
    holds: (value) => /\d/.test(value) && /\p{L}/u.test(value.slice(4)),
  },
  {
    kind: 'secret',
    pattern: /(?<before>\b(?:bearer|basic)[ \t]{1,4})(?<value>[\w.~+/-]{12,}={0,2})/gi,
    holds: (value) => /[\d=]/.test(value),
  },
  {
    kind: 'secret',
    pattern: new RegExp(
      String.raw`(?<before>(?:${SECRET_NAMES})["'\\]{0,8}\s{0,3}[:=]\s{0,3}["'\\]{0,8})(?<value>[^\s"'\\,;&<>(){}]{8,})`,
      'gi',
    ),
    holds: (value) => /\d/.test(value) && !isPlaceholder(value),
  },
  {
    kind: 'email',
    pattern: new RegExp(
      String.raw`${START}[\p{L}\p{N}_.+-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}`,
      'gu',
    ),
    needs: ['@', '%40'],
    identity: (value) => value.replace('%40', '@').toLowerCase(),
  },
  {
    kind: 'iban',
    pattern: new RegExp(String.raw`${START}(?:${IBANS})(?![\p{L}\p{N}])`, 'gu'),
    holds: isIban,
    identity: withoutGaps,
    grouped: true,
  },
  {
    kind: 'card',
    pattern: new RegExp(String.raw`${START}(?:${CARDS})(?![\p{L}\p{N}_]|-\p{L}|\.\d)`, 'gu'),
    holds: isCard,
    identity: withoutGaps,
    grouped: true,
  },
  {
    kind: 'phone',
    pattern: new RegExp(String.raw`(?:${ESCAPED}|(?<![\p{L}\p{N}_+]))\+(?:${PHONES})(?![\p{L}\p{N}_])`, 'gu'),
    needs: ['+'],
    holds: isPhone,
    identity: withoutGaps,
  },
];

/** `${PASSWORD}`, `<password>`, `{{password}}`, `****`, `[secret-1]`, `your-key`. */
export function isPlaceholder(value: string): boolean {
  return /^(?:[$<{[*%]|x{4}|(?:your|my)[_-])/i.test(value);
}

function withoutGaps(value: string): string {
  return value.replace(/[ ().-]/g, '');
}

/** At least eight digits, at most fifteen (E.164), and no date of a diff (`+2026-03-14`). */
function isPhone(value: string): boolean {
  const { length } = withoutGaps(value).slice(1);
  return length >= 8 && length <= 15 && !/^\+\d{4}-\d\d-\d\d/.test(value);
}

/** Luhn: from the right, every second digit is doubled. A time in milliseconds does not even begin like a card. */
function isCard(value: string): boolean {
  const digits = withoutGaps(value);
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the first four signs go to the end, letters count from 10, and 97 leaves 1. */
function isIban(value: string): boolean {
  const plain = withoutGaps(value);
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const number = Number.parseInt(sign, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
}
