import type { JsonObject } from '../../domain/json.ts';
import type { Variables } from '../template/part.ts';
import type { ReadTemplates } from '../template/template.ts';
import { isObject } from '../trace/look-into-json.ts';
import { locatePrompts, type PromptSite, renderAgain } from './locate-prompt.ts';
import type { PromptsToday } from './prompts-today.ts';
import { readAnswer } from './read-answer.ts';
import { readMessages } from './read-messages.ts';

/** Where people put what the customer writes, and what should be answered, likeliest first. */
const QUESTIONS = ['question', 'input', 'query', 'message', 'prompt', 'text', 'content'];
const ANSWERS = ['answer', 'output', 'expected', 'reference', 'response', 'text', 'content'];

/**
 * Why no example can be put into a call, in a sentence; `null` when they can. What a program looked up for one question
 * is nobody's answer to another one, and only a program could look up the other.
 */
export function whyNoExamples({ call, files }: PromptsToday, readTemplates: ReadTemplates): string | null {
  const { messages, tools } = call;
  const said = messages.filter(({ role }) => role !== 'system');
  const last = messages.at(-1);
  if (tools.length > 0 || said.some(({ role }) => role === 'tool')) return FROM_TOOLS;
  if (said.length !== 1 || last?.role !== 'user' || last.media) return GOES_ON;
  const sites = locatePrompts(call, files, readTemplates);
  return messages.slice(0, -1).every(({ content }, index) => isWhole(content, index, sites)) ? null : LOOKED_UP;
}

/** All of the message was rendered from files. */
function isWhole(content: string, index: number, sites: readonly PromptSite[]): boolean {
  const own = sites.filter(({ messageIndex }) => messageIndex === index);
  return [...content].every(
    (letter, at) => letter.trim() === '' || own.some(({ start, end }) => start <= at && at < end),
  );
}

const FROM_TOOLS = 'The agent’s answer rests on what its tools bring, and nobody recorded that for the examples.';
const GOES_ON = 'The failing call goes on from what was said before, and the examples do not tell that.';
const LOOKED_UP =
  'The failing call holds what was looked up for its one question, and nobody recorded that for the examples.';

/**
 * The call as the program would make it for an example: its inputs in the variables of the prompts that have such
 * names, and as what the customer writes.
 *
 * @returns `undefined` when the example says nothing that the call could be asked
 */
export function callForExample(
  today: PromptsToday,
  inputs: JsonObject,
  readTemplates: ReadTemplates,
): PromptsToday | undefined {
  const { call, files } = today;
  const place = call.messages.length - 1;
  const filled = locatePrompts(call, files, readTemplates).map((site) => {
    const given = givenTo(site.variables, inputs);
    return { site: { ...site, variables: { ...site.variables, ...given } }, text: site.text, given };
  });
  const made = renderAgain(call, filled, readTemplates);
  const asked = filled.filter(({ site }) => site.messageIndex === place);
  const question = asked.length === 0 ? questionIn(inputs) : undefined;
  const isAsked = question !== undefined || asked.some(({ given }) => Object.keys(given).length > 0);
  if (!made || !isAsked) return undefined;
  const messages = made.messages.map((message, index) =>
    index === place && question !== undefined ? { ...message, content: question } : message,
  );
  const changed = { ...made, messages };
  return { ...today, call: changed, sites: locatePrompts(changed, files, readTemplates) };
}

/** What an example says should be answered; `undefined` when it does not say. */
export function referenceIn(outputs: JsonObject | null): string | undefined {
  if (outputs === null) return undefined;
  return textUnder(outputs, ANSWERS) ?? (readAnswer(outputs)?.text || undefined);
}

function questionIn(inputs: JsonObject): string | undefined {
  const messages = readMessages(inputs.messages ?? (isObject(inputs.input) ? inputs.input : undefined));
  return messages.findLast(({ role }) => role === 'user')?.content ?? textUnder(inputs, QUESTIONS);
}

/** Under a name that is known, else the only text that there is. */
function textUnder(values: JsonObject, names: readonly string[]): string | undefined {
  const named = names.map((name) => values[name]).find((value) => typeof value === 'string' && value !== '');
  const texts = Object.values(values).filter((value) => typeof value === 'string' && value !== '');
  const found = named ?? (texts.length === 1 ? texts[0] : undefined);
  return typeof found === 'string' ? found : undefined;
}

/** `customerName` fills `customer_name`. */
function givenTo(variables: Variables, inputs: JsonObject): Readonly<Record<string, string>> {
  const given = new Map(Object.entries(inputs).map(([name, value]) => [plain(name), value]));
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, known]) => {
      const value = given.get(plain(name));
      const fits = typeof known === 'string' && (typeof value === 'string' || typeof value === 'number');
      return fits ? [[name, String(value)] as const] : [];
    }),
  );
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
