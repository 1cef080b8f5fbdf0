/** Signs that look random and are the same in every run; put together here, so that no secret stands in this repository. */
function signs(length: number, alphabet: string, seed = 7): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)];
  }).join('');
}

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const WORD = `${DIGITS}${LETTERS}${LETTERS.toLowerCase()}`;

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const pem = [
  `-----BEGIN ${'PRIVATE'} KEY-----`,
  signs(64, WORD),
  signs(64, WORD, 3),
  `-----END ${'PRIVATE'} KEY-----`,
].join('\n');

/** Made up, and formed as their makers form them, by the kind that they must be found as. */
export const SOME_SECRETS: readonly (readonly [kind: string, secret: string])[] = [
  ['OpenAI key', `sk-${signs(48, WORD)}`],
  ['OpenAI key', `sk-proj-${signs(74, WORD)}T3Blbk${'FJ'}${signs(74, WORD, 3)}`],
  ['Anthropic key', `sk-ant-api03-${signs(93, WORD)}AA`],
  ['OpenRouter key', `sk-or-v1-${signs(64, HEX)}`],
  ['LangSmith key', `lsv2_pt_${signs(32, HEX)}_${signs(10, HEX)}`],
  ['LangSmith key', `lsv2_sk_${signs(32, HEX, 3)}_${signs(10, HEX)}`],
  ['GitHub token', `ghp_${signs(36, WORD)}`],
  ['GitHub token', `github_pat_${signs(22, WORD)}_${signs(59, WORD)}`],
  ['Slack token', `xoxb-${signs(12, DIGITS)}-${signs(13, DIGITS)}-${signs(24, WORD)}`],
  ['AWS access key', `AKIA${signs(16, `${LETTERS}234567`)}`],
  ['Google key', `AIza${signs(35, WORD)}`],
  ['Stripe key', `sk_live_${signs(24, WORD)}`],
  ['private key', pem],
  [
    'signed token (JWT)',
    `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: '1', name: 'Ada' })}.${signs(43, WORD)}`,
  ],
  ['password in a link', `postgres://app:${signs(18, WORD)}@db.internal:5432/app`],
];
