import { expect, it } from 'vitest';
import { RedactionSettings } from '../../src/domain/redaction.ts';
import { renderAgain } from '../../src/refine/call/locate-prompt.ts';
import { promptsToday } from '../../src/refine/call/prompts-today.ts';
import { driftWords } from '../../src/refine/case/drift-words.ts';
import { ownRules } from '../../src/refine/text/own-redaction.ts';
import { readTemplates } from '../../src/wiring-of-reading.ts';
import { someCall } from './some.ts';

const TEXT = `# Support

- You help {{customer_name}} of the shop in warm, plain words.
- Say that you remember earlier chats whenever a customer asks.
- Never promise a refund before the order was looked up.
- Be brief.
`;
const AS_SENT = TEXT.replace('{{customer_name}}', 'Ada').trim();
const path = 'prompts/support.md';
const callWith = (content: string) =>
  someCall({
    messages: [{ role: 'system', content, toolCalls: [], toolCallId: null }, ...someCall().messages.slice(1)],
  });
const today = (text: string, content = AS_SENT) => promptsToday(callWith(content), [{ path, text }], readTemplates);
const sentToday = (text: string, content?: string) => today(text, content).call.messages[0]?.content;

it('knows nothing to tell where the prompt is as it was', () => {
  expect(today(TEXT)).toMatchObject({ drift: undefined, sites: [{ path }] });
  expect(sentToday(TEXT)).toBe(AS_SENT);
});

const DOCUMENTS = '\n\nDocuments:\n1. Prices 2024\n\n2. Prices 2025';
it.each([
  ['a line in its midst', ['plain words', 'simple words'], 1],
  ['its last line', ['Be brief.', 'Be very brief.'], 1],
  ['its first line', ['# Support', '# The support of the shop'], 1],
  ['a line more at its end', ['- Be brief.', '- Be brief.\n- Be kind.'], 1],
  ['a line less', [/- Never.*\n/, ''], 1],
  ['two lines', [/(warm|Be brief)/g, 'short'], 2],
  ['its last points', ['- Be brief.', '- No emoji.\n- Few words.'], 2],
] as const)('renders what the file says today: %s', (_what, [old, now], lines) => {
  const text = TEXT.replace(old, now);
  const found = today(text);
  expect(found.drift).toEqual({ closest: [{ path, lines }], replayed: true });
  expect(found.call.messages[0]?.content).toBe(text.replace('{{customer_name}}', 'Ada').trim());
  expect(found.call.messages[1]).toEqual(someCall().messages[1]);
});

it('keeps what the program put behind the file', () => {
  const text = TEXT.replace('plain words', 'simple words');
  expect(sentToday(text, AS_SENT + DOCUMENTS)).toBe(text.replace('{{customer_name}}', 'Ada').trim() + DOCUMENTS);
  const last = TEXT.replace('Be brief.', 'Be very brief.');
  expect(sentToday(last, AS_SENT + DOCUMENTS)).toBe(last.replace('{{customer_name}}', 'Ada').trim() + DOCUMENTS);
});

it('reads values of many lines, and of a line that was reworded around them', () => {
  const text = `${TEXT}\nHistory:\n{{history}}\n\nAnswer now, in one paragraph of your own.\n`;
  const sent = text.replace('{{customer_name}}', 'Ada').replace('{{history}}', 'a: hi\nb: hello\n\na: bye').trim();
  const reworded = text.replace('warm, plain', 'simple').replace('Be brief', 'Be short');
  expect(sentToday(reworded, sent)).toBe(sent.replace('warm, plain', 'simple').replace('Be brief', 'Be short'));
});

it('never takes the first line of a value for the whole', () => {
  const text = `Answer from what you know.\nWhat you know: {{documents}}\nNow answer.\nBe brief, and never guess.\n`;
  const sent = text.replace('{{documents}}', 'a\n\nb').trim();
  expect(sentToday(text.replace('Be brief', 'Be kind'), sent)).toBe(sent.replace('Be brief', 'Be kind'));
  const other = today(text.replace('What you know', 'All you know').replace('what you know', 'these texts'), sent);
  expect(other).toMatchObject({ drift: { closest: [{ path }], replayed: false } });
});

it.each([
  ['a value that the trace does not show', TEXT.replace('Be brief.', 'Be brief, it is {{date}}.'), AS_SENT],
  ['a value that stands in a reworded line', TEXT.replace(/- You help.*/, 'Today {{customer_name}} waits'), AS_SENT],
  ['a line more at its end, where the program added text too', `${TEXT}- Be kind.\n`, AS_SENT + DOCUMENTS],
])('says which file is closest and guesses nothing: %s', (_what, text, content) => {
  const { drift, call, sites } = today(text, content);
  expect(drift).toMatchObject({ closest: [{ path }], replayed: false });
  expect(call.messages[0]?.content).toBe(content);
  expect(sites).toEqual([]);
});

it.each([
  [[]],
  [[{ path: 'prompts/other.md', text: 'Translate what the writer gives you into French, and nothing else.' }]],
])('says that no file is like the prompt: %j', (files) => {
  const { drift } = promptsToday(callWith(AS_SENT), files, readTemplates);
  expect(drift).toEqual({ closest: [], replayed: false });
});

it('is not kept by huge texts that differ everywhere', () => {
  const long = Array.from({ length: 20_000 }, (_, index) => `line ${index} of this very prompt`).join('\n');
  const begun = performance.now();
  expect(today(long.replaceAll('very', 'long'), long).drift).toBeDefined();
  expect(performance.now() - begun).toBeLessThan(10_000);
});

it('tells people in plain words how far the prompt is from the trace', () => {
  expect(driftWords({ closest: [{ path, lines: 1 }], replayed: true })).toBe(
    'The prompt has changed since the trace: prompts/support.md, 1 line differs from what the trace shows. So this was tried with the prompt as it is today.',
  );
  expect(driftWords({ closest: [{ path, lines: 3 }], replayed: false })).toContain(
    'Closest: prompts/support.md, 3 lines differ from what the trace shows.',
  );
});

/** What the trace shows of it: the address was the third that was found in it. */
const WITH_ADDRESS = TEXT.replace('Be brief.', 'Name help@shop.example or +49 30 1234567 where a person is wanted.');
const REDACTED = WITH_ADDRESS.replace('{{customer_name}}', '[email-1]')
  .replace('help@shop.example', '[email-3]')
  .replace('+49 30 1234567', '[phone-2]')
  .trim();

it('finds the file whose addresses are labels in the trace, and keeps those labels', () => {
  const { sites, drift } = today(WITH_ADDRESS, REDACTED);
  const [site] = sites;
  if (!site) throw new Error('not found');
  expect(drift).toBeUndefined();
  expect(site.variables).toEqual({ customer_name: '[email-1]' });
  const edited = `${WITH_ADDRESS}- Or ask boss@shop.example, never help@shop.example.\n`;
  const sent = renderAgain(callWith(REDACTED), [{ site, text: edited }], readTemplates)?.messages[0]?.content;
  expect(sent).toBe(`${REDACTED}\n- Or ask [email-5], never [email-3].`);
});

it('finds it reworded, too', () => {
  const text = WITH_ADDRESS.replace('warm, plain', 'simple').replace('Name help', 'Always name help');
  expect(today(text, REDACTED).drift).toEqual({ closest: [{ path, lines: 2 }], replayed: true });
  expect(sentToday(text, REDACTED)).toBe(REDACTED.replace('warm, plain', 'simple').replace('Name [', 'Always name ['));
});

const made = ownRules(
  RedactionSettings.parse({ words: ['Acme Labs', 'shop'], patterns: [{ kind: 'customer', pattern: 'KD-\\d{4}' }] }),
);
const hides = 'rules' in made ? made.rules : [];
const BRANDED = `Acme Labs is who you work for.

- You help {{shop}} in warm, plain words, and never name acme labs to others.
- KD-1234 is a customer for tests, as is KD-9999.
- Be brief, and kind to whoever asks.
`;
/** The customer of the call was found first, so the file's own words are not the first of their kinds. */
const BRANDED_SENT = BRANDED.replace('{{shop}}', 'Ada of [word-1], [customer-1],')
  .replace(/acme labs/gi, '[word-2]')
  .replace('KD-1234', '[customer-3]')
  .replace('KD-9999', '[customer-2]')
  .trim();
const branded = (text: string, content = BRANDED_SENT) =>
  promptsToday(callWith(content), [{ path, text, hides }], readTemplates);

it('finds the file whose words the project hides, and keeps the labels of the trace', () => {
  const { sites, drift } = branded(BRANDED);
  const [site] = sites;
  if (!site) throw new Error('not found');
  expect(drift).toBeUndefined();
  expect(site.variables).toEqual({ shop: 'Ada of [word-1], [customer-1],' });
  expect(site.text).toBe(BRANDED);
  const edited = `${BRANDED}- Say that Acme Labs is closed, and so is KD-5555.\n`;
  const sent = renderAgain(callWith(BRANDED_SENT), [{ site, text: edited }], readTemplates)?.messages[0]?.content;
  expect(sent).toBe(`${BRANDED_SENT}\n- Say that [word-2] is closed, and so is [customer-6].`);
});

it('finds it reworded, too, and with words that are hidden only since', () => {
  const text = BRANDED.replace('Be brief', 'Be short');
  expect(branded(text).drift).toEqual({ closest: [{ path, lines: 1 }], replayed: true });
  expect(branded(text).call.messages[0]?.content).toBe(BRANDED_SENT.replace('Be brief', 'Be short'));

  const before = BRANDED.replace('{{shop}}', 'Ada').trim();
  expect(branded(BRANDED, before)).toMatchObject({ drift: undefined, sites: [{ variables: { shop: 'Ada' } }] });
});

it('takes the same file for a reworded one where nothing hides its words', () => {
  const { drift } = promptsToday(callWith(BRANDED_SENT), [{ path, text: BRANDED }], readTemplates);
  expect(drift).toMatchObject({ closest: [{ path, lines: 3 }] });
});
