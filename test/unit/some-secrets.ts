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
  // Models and what is around them
  ['OpenAI key', `sk-${signs(48, WORD)}`],
  ['OpenAI key', `sk-proj-${signs(74, WORD)}T3Blbk${'FJ'}${signs(74, WORD, 3)}`],
  ['OpenAI key', `sk-svcacct-${signs(58, WORD)}T3Blbk${'FJ'}${signs(58, WORD, 3)}`],
  ['Anthropic key', `sk-ant-api03-${signs(93, WORD)}AA`],
  ['OpenRouter key', `sk-or-v1-${signs(64, HEX)}`],
  [
    'Langfuse key',
    `sk-lf-${signs(8, HEX)}-${signs(4, HEX, 3)}-${signs(4, HEX, 5)}-${signs(4, HEX, 9)}-${signs(12, HEX, 11)}`,
  ],
  ['LangSmith key', `lsv2_pt_${signs(32, HEX)}_${signs(10, HEX)}`],
  ['LangSmith key', `lsv2_sk_${signs(32, HEX, 3)}_${signs(10, HEX)}`],
  ['LangSmith key', `ls__${signs(32, HEX, 5)}`],
  ['Google key', `AIza${signs(35, WORD)}`],
  ['Hugging Face token', `hf_${signs(34, LETTERS + LETTERS.toLowerCase())}`],
  ['Groq key', `gsk_${signs(52, WORD)}`],
  ['xAI key', `xai-${signs(80, WORD)}`],
  ['Perplexity key', `pplx-${signs(48, WORD)}`],
  ['Replicate token', `r8_${signs(37, WORD)}`],
  ['Fireworks key', `fw_${signs(24, WORD)}`],
  ['NVIDIA key', `nvapi-${signs(64, WORD)}`],
  ['Tavily key', `tvly-dev-${signs(32, WORD)}`],
  ['Pinecone key', `pcsk_${signs(6, WORD)}_${signs(63, WORD)}`],
  // Code and packages
  ['GitHub token', `ghp_${signs(36, WORD)}`],
  ['GitHub token', `gho_${signs(36, WORD, 3)}`],
  ['GitHub token', `github_pat_${signs(22, WORD)}_${signs(59, WORD)}`],
  ['GitLab token', `glpat-${signs(20, WORD)}`],
  ['Bitbucket token', `ATBB${signs(32, WORD)}`],
  ['Atlassian token', `ATATT3xFfGF0${signs(171, WORD)}=${signs(8, HEX.toUpperCase())}`],
  ['npm token', `npm_${signs(36, WORD)}`],
  ['PyPI token', `pypi-AgEIcHlwaS5vcmc${signs(120, WORD)}`],
  ['RubyGems key', `rubygems_${signs(48, HEX)}`],
  ['Docker token', `dckr_pat_${signs(27, WORD)}`],
  ['Terraform token', `${signs(14, WORD)}.atlasv1.${signs(64, WORD, 3)}`],
  ['Postman key', `PMAK-${signs(24, HEX)}-${signs(34, HEX, 3)}`],
  // Clouds and their data
  ['AWS access key', `AKIA${signs(16, `${LETTERS}234567`)}`],
  ['AWS secret key', `aws_secret_access_key = ${signs(40, `${WORD}/+`)}`],
  ['Google client secret', `GOCSPX-${signs(28, WORD)}`],
  ['Google access token', `ya29.a0${signs(120, WORD)}`],
  ['Azure storage key', `AccountKey=${signs(86, `${WORD}+/`)}==`],
  ['DigitalOcean token', `dop_v1_${signs(64, HEX)}`],
  ['Databricks token', `dapi${signs(32, HEX)}`],
  ['Supabase key', `sbp_${signs(40, HEX)}`],
  ['PlanetScale token', `pscale_tkn_${signs(43, WORD)}`],
  ['Netlify token', `nfp_${signs(36, WORD)}`],
  ['Heroku key', `HRKU-${signs(60, WORD)}`],
  ['Vault token', `hvs.${signs(90, WORD)}`],
  ['Doppler token', `dp.pt.${signs(43, WORD)}`],
  // What watches and measures
  ['Grafana token', `glsa_${signs(32, WORD)}_${signs(8, HEX)}`],
  ['New Relic key', `NRAK-${signs(27, `${DIGITS}${LETTERS}`)}`],
  ['Sentry token', `sntrys_eyJ${signs(90, WORD)}_${signs(43, WORD, 3)}`],
  // Messages and work
  ['Slack token', `xoxb-${signs(12, DIGITS)}-${signs(13, DIGITS)}-${signs(24, WORD)}`],
  ['Slack token', `xapp-1-A${signs(10, `${DIGITS}${LETTERS}`)}-${signs(13, DIGITS)}-${signs(64, HEX)}`],
  [
    'Slack web hook',
    `https://hooks.slack.com/services/T${signs(10, `${DIGITS}${LETTERS}`)}/B${signs(10, `${DIGITS}${LETTERS}`, 3)}/${signs(24, WORD)}`,
  ],
  ['Discord token', `MTA${signs(23, WORD)}.G${signs(5, WORD, 3)}.${signs(38, WORD, 5)}`],
  ['Discord web hook', `https://discord.com/api/webhooks/${signs(19, DIGITS)}/${signs(68, WORD)}`],
  ['Telegram token', `${signs(10, DIGITS.slice(1))}:AA${signs(33, WORD)}`],
  ['Twilio key', `SK${signs(32, HEX)}`],
  ['SendGrid key', `SG.${signs(22, WORD)}.${signs(43, WORD, 3)}`],
  ['Mailgun key', `key-${signs(32, HEX)}`],
  ['Mailchimp key', `${signs(32, HEX)}-us12`],
  ['Linear key', `lin_api_${signs(40, WORD)}`],
  ['Notion token', `ntn_${signs(46, WORD)}`],
  ['Airtable token', `pat${signs(14, WORD)}.${signs(64, HEX)}`],
  // Money
  ['Stripe key', `sk_live_${signs(24, WORD)}`],
  ['Stripe key', `whsec_${signs(32, WORD)}`],
  ['Shopify token', `shpat_${signs(32, HEX)}`],
  ['Square token', `EAAA${signs(60, WORD)}`],
  // In any place
  ['private key', pem],
  ['private key', `AGE-SECRET-KEY-1${signs(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`],
  [
    'signed token (JWT)',
    `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: '1', name: 'Ada' })}.${signs(43, WORD)}`,
  ],
  ['bearer token', `Authorization: Bearer ${signs(40, WORD)}`],
  ['password in a link', `postgres://app:${signs(18, WORD)}@db.internal:5432/app`],
  ['password in a link', `redis://:${signs(24, WORD)}@cache.internal:6379/0`],
];

/** The first of a kind. */
export function someSecret(wanted: string): string {
  const [, secret] = SOME_SECRETS.find(([kind]) => kind === wanted) ?? [];
  if (secret === undefined) throw new Error(`no ${wanted}`);
  return secret;
}
