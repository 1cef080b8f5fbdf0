import { JsonObject } from '../langsmith/json.ts';

/** What an app sends back over its socket. `payload` is empty when nothing came along. */
export type Acknowledgement = Readonly<{ envelopeId: string; payload: JsonObject }>;

/** @returns `undefined` for anything else */
export function readAcknowledgement(text: string): Acknowledgement | undefined {
  try {
    const { envelope_id: envelopeId, payload } = JsonObject.parse(JSON.parse(text));
    const read = JsonObject.safeParse(payload ?? {});
    return typeof envelopeId === 'string' && read.success ? { envelopeId, payload: read.data } : undefined;
  } catch {
    return undefined;
  }
}
