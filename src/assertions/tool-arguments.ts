import { z } from 'zod';
import type { Json, JsonObject } from '../domain/json.ts';
import { CALLING, toolsWrittenIn } from '../refine/call/named-tools.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import { isNegated } from '../refine/text/words.ts';
import { isObject } from '../refine/trace/look-into-json.ts';
import { tryJson } from '../refine/trace/parse-json.ts';
import type { AssertionKind } from './assertion.ts';

const Arguments = z.record(z.string(), z.json()) as z.ZodType<JsonObject>;
const Params = z.object({ tool: z.string(), arguments: Arguments });
type Params = z.infer<typeof Params>;

const CALLED = new RegExp(String.raw`(?<!\p{L})${CALLING}$`, 'iu');
const WITH = /^(?: tool)? with (?:the )?(?:arguments? )?(?=\{)/iu;
/** `order_id = "A-0042"`, `amount 20`, `amount: 20` */
const NAMED =
  /^(?: tool)? with (?:the )?(?:arguments? )?(?<pairs>(?:(?:, | and )?[\p{L}_][\p{L}\p{N}_]{0,59}\s*(?:=|:)\s*(?:"[^"\n]{0,200}"|“[^”\n]{0,200}”|-?\d{1,15}(?:\.\d{1,10})?|true|false|[\p{L}\p{N}][\p{L}\p{N}_-]{0,60})){1,10})/u;
const PAIR = /([\p{L}_][\p{L}\p{N}_]*)\s*(?:=|:)\s*("[^"]*"|“[^”]*”|[^\s,]+)/gu;

/** "call refund with {"order": "A-0042", "amount": 20}", "call refund with amount = 20": these arguments by name, others may stand beside them. */
export const toolArguments: AssertionKind<Params> = {
  kind: 'tool-arguments',
  params: Params,
  ofOneCall: true,
  takes: 'phrase',

  understand(sentence, { tools }) {
    for (const { name, at, end } of toolsWrittenIn(sentence, tools)) {
      const calling = CALLED.exec(sentence.slice(0, at));
      if (!calling || isNegated(sentence.slice(0, at))) continue;
      const given = argumentsIn(sentence.slice(end));
      if (given) return { params: { tool: name, arguments: given.value }, at: calling.index, end: end + given.length };
    }
    return undefined;
  },

  judge: ({ output }, { tool, arguments: wanted }) =>
    output.toolCalls.some(({ name, arguments: given }) => name === tool && holds(given, wanted)),

  say: ({ tool, arguments: wanted }) => `calls the tool ${tool} with ${JSON.stringify(wanted)}`,
  write: ({ tool, arguments: wanted }) => `call “${tool}” with ${JSON.stringify(wanted)}`,
};

function argumentsIn(rest: string): Readonly<{ value: JsonObject; length: number }> | undefined {
  const json = WITH.exec(rest);
  if (json) {
    const end = rest.lastIndexOf('}') + 1;
    const value = tryJson(rest.slice(json[0].length, end));
    return isObject(value) ? { value, length: end } : undefined;
  }
  const named = NAMED.exec(rest);
  if (!named?.groups) return undefined;
  const pairs = [...(named.groups.pairs ?? '').matchAll(PAIR)].map(([, name = '', value = '']) => [
    name,
    plainValue(value),
  ]);
  return { value: Object.fromEntries(pairs) as JsonObject, length: named[0].length };
}

function plainValue(written: string): Json {
  if (/^["“]/.test(written)) return written.slice(1, -1);
  return tryJson(written) ?? written;
}

/** What is wanted stands in what was given; numbers and words as texts, so that 20 is "20". */
function holds(given: Json, wanted: JsonObject): boolean {
  if (!isObject(given)) return false;
  return Object.entries(wanted).every(([name, value]) => {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    return own !== undefined && (canonicalJson(own) === canonicalJson(value) || asText(own) === asText(value));
  });
}

const asText = (value: Json): string =>
  typeof value === 'object' ? canonicalJson(value) : String(value).trim().toLowerCase();
