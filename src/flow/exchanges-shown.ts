import type { Exchange } from '../domain/exchange.ts';
import type { JsonObject } from '../domain/json.ts';
import { redactOutgoing } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { mapJson, textsIn } from '../refine/trace/json-texts.ts';

/**
 * What models were sent, as it may be shown now. It was redacted when it was sent; what the project hides by now is hidden
 * once more, and what models say of their own. The same value has the same label in all of them.
 */
export function exchangesShown(exchanges: readonly Exchange[], own: readonly RedactionRule[]): readonly Exchange[] {
  const found = [...new Set(exchanges.flatMap(({ request, reply }) => [...textsIn(request), reply?.text ?? '']))];
  const { texts } = redactOutgoing(found, own);
  const hidden = new Map(found.map((text, index) => [text, texts[index]]));
  return exchanges.map((exchange) => mapExchange(exchange, (text) => hidden.get(text) ?? ''));
}

function mapExchange({ reply, ...sent }: Exchange, map: (text: string) => string): Exchange {
  const request = mapTexts(sent.request, map);
  return { ...sent, request, reply: reply && { ...reply, text: map(reply.text) } };
}

function mapTexts(request: JsonObject, map: (text: string) => string): JsonObject {
  return mapJson(request, { leaf: (leaf) => (typeof leaf === 'string' ? map(leaf) : leaf), key: (key) => key });
}
