/** What a secret looks like, one entry each. Every pattern is bounded, so that hostile text takes linear time. */
export type SecretRule = Readonly<{
  /** As people name it, without article: `OpenAI key`. */
  kind: string;
  /** Global. The secret is the group `value`, or the whole match. */
  pattern: RegExp;
  /** The last word: what tells a secret from a word or an example. */
  holds?(value: string): boolean;
}>;

export const SECRET_RULES: readonly SecretRule[] = [
  { kind: 'Anthropic key', pattern: /sk-ant-[\w-]{20,200}/g, holds: isRandom },
  { kind: 'OpenRouter key', pattern: /sk-or-v1-[0-9a-f]{64}/g },
  { kind: 'OpenAI key', pattern: /(?<![A-Za-z0-9])sk-(?!ant-|or-v1-)[\w-]{20,220}/g, holds: isRandom },
  { kind: 'LangSmith key', pattern: /lsv2_[a-z]{2,4}_\w{20,80}|ls__[0-9a-f]{32}/g, holds: isRandom },
  { kind: 'GitHub token', pattern: /gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{36,255}/g, holds: isRandom },
  { kind: 'GitLab token', pattern: /glpat-[\w-]{20,64}/g, holds: isRandom },
  {
    kind: 'Slack token',
    pattern: /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,250}|xapp-\d-[A-Za-z0-9-]{20,250}/g,
    holds: hasDigits,
  },
  { kind: 'Slack web hook', pattern: /hooks\.slack\.com\/services\/T\w{6,14}\/B\w{6,14}\/\w{20,30}/g },
  {
    kind: 'AWS access key',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    holds: (value) => !value.endsWith('EXAMPLE'),
  },
  { kind: 'Google key', pattern: /AIza[\w-]{35}/g, holds: hasDigits },
  { kind: 'Stripe key', pattern: /[rs]k_live_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/]{24,64}/g, holds: hasDigits },
  { kind: 'SendGrid key', pattern: /SG\.[\w-]{16,32}\.[\w-]{32,64}/g },
  { kind: 'npm token', pattern: /npm_[A-Za-z0-9]{36}/g, holds: isRandom },
  { kind: 'Hugging Face token', pattern: /hf_[A-Za-z]{30,40}(?![A-Za-z])/g },
  { kind: 'Groq key', pattern: /gsk_[A-Za-z0-9]{40,64}/g, holds: isRandom },
  { kind: 'Tavily key', pattern: /tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,40}/g, holds: isRandom },
  { kind: 'Pinecone key', pattern: /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{40,80}/g, holds: isRandom },
  { kind: 'Telegram token', pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  {
    kind: 'private key',
    // With the start of its body: the header alone is a word that a prompt may warn of.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----(?:[\s\\nr"',+]{0,12}[A-Za-z-]{4,20}: [^\n]{1,80}){0,3}[\s\\nr"',+]{0,12}[A-Za-z0-9+/=]{24,64}/g,
  },
  { kind: 'signed token (JWT)', pattern: /eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{16,1000}/g },
  {
    kind: 'password in a link',
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>{}$]{0,64}:(?<value>[^\s:@/"'<>{}$]{6,128})@[\w.-]{3,}/gi,
    holds: (value) => !isPlaceholder(value) && bitsPerSign(value) >= 2.5,
  },
  { kind: 'bearer token', pattern: /\bbearer\s{1,4}(?<value>[\w.~+/-]{24,400}=*)/gi, holds: isRandom },
  {
    kind: 'password',
    pattern: /(?:password|passwd|pwd|secret|api_?key)["']?\s{0,3}[:=]\s{0,3}["'](?<value>[^"'\s{}<>$]{10,64})["']/gi,
    holds: (value) => !isPlaceholder(value) && hasDigits(value) && /[A-Za-z]/.test(value) && bitsPerSign(value) >= 3.2,
  },
];

/** A stretch of letters and digits that no word and no version number has. */
function isRandom(value: string): boolean {
  const stretches = value.match(/[A-Za-z0-9]{16,}/g) ?? [];
  return stretches.some((stretch) => hasDigits(stretch) && /[A-Za-z]/.test(stretch) && bitsPerSign(stretch) >= 2.9);
}

function hasDigits(value: string): boolean {
  return /\d/.test(value);
}

function isPlaceholder(value: string): boolean {
  return /^(?:[[%*]|x{4}|your|my[_-]|password|passwd|secret|change_?me|example)|^(.)\1+$/i.test(value);
}

/** Shannon's entropy of the signs in a text. */
function bitsPerSign(text: string): number {
  const counts = Map.groupBy(text, (sign) => sign).values();
  return counts.reduce((bits, { length }) => bits - (length / text.length) * Math.log2(length / text.length), 0);
}
