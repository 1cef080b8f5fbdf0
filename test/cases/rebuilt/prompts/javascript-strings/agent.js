const MODEL = 'small-1';

const RULES = ['Answer in warm, plain words.', 'Promise nothing that the shop has not promised.'].join('\n');

export function systemPrompt(shop, regular) {
  return `You are the helper of ${shop}, and you know \`code\` and \${money}.
${regular ? 'Greet them as an old friend.' : 'Greet them politely.'}
${RULES}
Be brief.` + '\n' + "It’s " + new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(0) + '.';
}
