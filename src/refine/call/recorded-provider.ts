import type { JsonObject } from '../../domain/json.ts';
import type { Run } from '../../domain/trace.ts';
import { textAt } from '../trace/look-into-json.ts';

/** Where LangSmith, OpenTelemetry (new and old) and OpenInference write who was asked. */
const NAMED_BY = [
  ['metadata', 'ls_provider'],
  ['attributes', 'gen_ai.provider.name'],
  ['attributes', 'gen_ai.system'],
  ['attributes', 'llm.provider'],
] as const;

/** Where the address of another server than the provider's own may stand. */
const ADDRESSED_BY = [
  ['invocation_params', 'base_url'],
  ['invocation_params', 'openai_api_base'],
  ['invocation_params', 'api_base'],
  ['invocation_params', 'azure_endpoint'],
  ['attributes', 'gen_ai.openai.api_base'],
  ['attributes', 'server.address'],
] as const;

/**
 * Who was asked when the run was recorded, as `Model.provider` names them; `null` when the trace does not say.
 * A model's name does not say it: many hosts serve the same models. A server of another address is another one,
 * whatever client was used.
 */
export function recordedProvider({ extra }: Pick<Run, 'extra'>): string | null {
  const address = firstOf(ADDRESSED_BY, extra);
  if (address === undefined) return calledHere(firstOf(NAMED_BY, extra)?.toLowerCase() ?? null);
  const whole = address.includes('://') ? address : `https://${address}`;
  return URL.canParse(whole) ? providerAt(whole) : null;
}

const calledHere = (name: string | null): string | null => (name !== null && GEMINI_NAMES.has(name) ? 'gemini' : name);

function firstOf(places: readonly (readonly [string, string])[], extra: JsonObject): string | undefined {
  return places.map((place) => textAt(extra, ...place)).find((text) => text !== null) ?? undefined;
}

/** @param address of the server; `undefined` for OpenAI's own */
export function providerAt(address: string | undefined): string {
  const host = address === undefined ? 'api.openai.com' : new URL(address).host;
  return HOSTS.get(host) ?? host;
}

/** Whose API answers there, as `Model.provider` names it. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ['api.openai.com', 'openai'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gemini'],
]);

/**
 * What traces call the Gemini API. Vertex AI is another service with terms of its own, and `gcp.gen_ai` or `google` may
 * mean either. https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
 */
const GEMINI_NAMES: ReadonlySet<string> = new Set(['gemini', 'gcp.gemini', 'google_genai', 'google-genai']);
