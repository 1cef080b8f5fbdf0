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
  // Models and what is around them
  { kind: 'Anthropic key', pattern: /sk-ant-[\w-]{20,200}/g, holds: isRandom },
  { kind: 'OpenRouter key', pattern: /sk-or-v1-[0-9a-f]{64}/g },
  { kind: 'Langfuse key', pattern: /sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g },
  { kind: 'OpenAI key', pattern: /(?<![A-Za-z0-9])sk-(?!ant-|or-v1-|lf-)[\w-]{20,220}/g, holds: isRandom },
  { kind: 'LangSmith key', pattern: /lsv2_[a-z]{2,4}_\w{20,80}|ls__[0-9a-f]{32}/g, holds: isRandom },
  { kind: 'Google key', pattern: /AIza[\w-]{35}/g, holds: hasDigits },
  { kind: 'Hugging Face token', pattern: /hf_[A-Za-z]{30,40}(?![A-Za-z])/g },
  { kind: 'Groq key', pattern: /gsk_[A-Za-z0-9]{40,64}/g, holds: isRandom },
  { kind: 'xAI key', pattern: /xai-[A-Za-z0-9]{60,100}/g, holds: isRandom },
  { kind: 'Perplexity key', pattern: /pplx-[A-Za-z0-9]{40,64}/g, holds: isRandom },
  { kind: 'Replicate token', pattern: /(?<![A-Za-z0-9])r8_[A-Za-z0-9]{36,40}/g, holds: isRandom },
  { kind: 'Fireworks key', pattern: /(?<![A-Za-z0-9])fw_[A-Za-z0-9]{22,28}(?![A-Za-z0-9])/g, holds: isRandom },
  { kind: 'NVIDIA key', pattern: /nvapi-[\w-]{60,70}/g, holds: isRandom },
  { kind: 'Tavily key', pattern: /tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,40}/g, holds: isRandom },
  { kind: 'Pinecone key', pattern: /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{40,80}/g, holds: isRandom },
  // Code and packages
  { kind: 'GitHub token', pattern: /gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{36,255}/g, holds: isRandom },
  { kind: 'GitLab token', pattern: /gl(?:pat|dt|rt|cbt|ptt|agent|oas|soat)-[\w-]{20,64}/g, holds: isRandom },
  { kind: 'Bitbucket token', pattern: /(?<![A-Za-z0-9])ATBB[A-Za-z0-9]{32}(?![A-Za-z0-9])/g, holds: isRandom },
  { kind: 'Atlassian token', pattern: /ATATT3[\w=-]{100,240}/g, holds: isRandom },
  { kind: 'npm token', pattern: /npm_[A-Za-z0-9]{36}/g, holds: isRandom },
  { kind: 'PyPI token', pattern: /pypi-AgE[\w-]{50,250}/g },
  { kind: 'RubyGems key', pattern: /rubygems_[0-9a-f]{48}/g },
  { kind: 'Docker token', pattern: /dckr_[po]at_[\w-]{27,40}/g, holds: isRandom },
  { kind: 'Terraform token', pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g },
  { kind: 'Postman key', pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  // Clouds and their data
  {
    kind: 'AWS access key',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    holds: (value) => !value.endsWith('EXAMPLE'),
  },
  {
    kind: 'AWS secret key',
    pattern:
      /aws_?(?:secret)?_?(?:access)?_?key["']?\s{0,3}[:=]\s{0,3}["']?(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
    holds: (value) => hasDigits(value) && !/EXAMPLE/.test(value) && bitsPerSign(value) >= 4,
  },
  { kind: 'Google client secret', pattern: /GOCSPX-[\w-]{28}/g },
  { kind: 'Google access token', pattern: /ya29\.[\w-]{60,400}/g, holds: isRandom },
  { kind: 'Azure storage key', pattern: /AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/g },
  { kind: 'DigitalOcean token', pattern: /do[opr]_v1_[0-9a-f]{64}/g },
  { kind: 'Databricks token', pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { kind: 'Supabase key', pattern: /sb(?:p_|_secret_)[A-Za-z0-9_]{30,60}/g, holds: isRandom },
  { kind: 'PlanetScale token', pattern: /pscale_(?:tkn|pw|oauth)_[\w-]{32,64}/g, holds: isRandom },
  { kind: 'Netlify token', pattern: /nfp_[A-Za-z0-9]{36,40}/g, holds: isRandom },
  { kind: 'Heroku key', pattern: /HRKU-[\w-]{36,70}/g, holds: isRandom },
  { kind: 'Vault token', pattern: /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,200}/g, holds: isRandom },
  { kind: 'Doppler token', pattern: /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,80}/g, holds: isRandom },
  // What watches and measures
  { kind: 'Grafana token', pattern: /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,400}/g, holds: isRandom },
  { kind: 'New Relic key', pattern: /NRAK-[A-Z0-9]{27}/g },
  { kind: 'Sentry token', pattern: /sntry[su]_[\w+/=-]{40,400}/g, holds: isRandom },
  // Messages and work
  {
    kind: 'Slack token',
    pattern: /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,250}|xapp-\d-[A-Za-z0-9-]{20,250}/g,
    holds: hasDigits,
  },
  { kind: 'Slack web hook', pattern: /hooks\.slack\.com\/services\/T\w{6,14}\/B\w{6,14}\/\w{20,30}/g },
  {
    kind: 'Discord token',
    pattern: /(?<![\w-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![\w-])/g,
    holds: isRandom,
  },
  { kind: 'Discord web hook', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,70}/g },
  { kind: 'Telegram token', pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  { kind: 'Twilio key', pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { kind: 'SendGrid key', pattern: /SG\.[\w-]{16,32}\.[\w-]{32,64}/g },
  { kind: 'Mailgun key', pattern: /(?<![A-Za-z0-9-])key-[0-9a-f]{32}(?![0-9a-f])/g },
  { kind: 'Mailchimp key', pattern: /(?<![0-9a-f])[0-9a-f]{32}-us\d{1,2}(?!\d)/g },
  { kind: 'Linear key', pattern: /lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/g, holds: isRandom },
  { kind: 'Notion token', pattern: /(?<![A-Za-z0-9])ntn_[A-Za-z0-9]{40,50}/g, holds: isRandom },
  { kind: 'Airtable token', pattern: /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/g },
  // Money
  { kind: 'Stripe key', pattern: /[rs]k_live_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/]{24,64}/g, holds: hasDigits },
  { kind: 'Shopify token', pattern: /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  {
    kind: 'Square token',
    pattern: /(?<![A-Za-z0-9])EAAA[\w-]{60}(?![\w-])|sq0(?:atp|csp)-[\w-]{22,43}/g,
    holds: isRandom,
  },
  // In any place
  {
    kind: 'private key',
    // With the start of its body: the header alone is a word that a prompt may warn of.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----(?:[\s\\nr"',+]{0,12}[A-Za-z-]{4,20}: [^\n]{1,80}){0,3}[\s\\nr"',+]{0,12}[A-Za-z0-9+/=]{24,64}|AGE-SECRET-KEY-1[0-9A-Z]{58}/g,
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
