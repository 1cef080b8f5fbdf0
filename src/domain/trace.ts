import { z } from 'zod';
import type { Json, JsonObject } from './json.ts';

/** What an agent did, in one shape, whoever recorded it: LangSmith, OpenTelemetry or a file. */
export type Trace = Readonly<{
  id: string;
  name: string;
  /** Parents before children, siblings in the order they started. */
  runs: readonly Run[];
  /** What the reader had to mend (an orphan made a root, a circle cut), in plain words. */
  mended: readonly string[];
}>;

export type RunKind = 'llm' | 'chain' | 'tool' | 'retriever' | 'embedding' | 'prompt' | 'parser' | 'other';

export type Run = Readonly<{
  id: string;
  /** `null` for a root; always the id of another run of this trace otherwise. */
  parentId: string | null;
  name: string;
  kind: RunKind;
  status: 'ok' | 'error' | 'unknown';
  /** Unix epoch, milliseconds. */
  startMs: number | null;
  endMs: number | null;
  inputs: Json;
  outputs: Json;
  error: string | null;
  model: string | null;
  usage: Usage | null;
  /** Whatever the record had that has no field above. */
  extra: JsonObject;
}>;

/** `cachedInputTokens`: of the input, what the provider had read before; not there where nobody says. */
export type Usage = Readonly<{ inputTokens: number; outputTokens: number; cachedInputTokens?: number }>;

/** As it may leave the house: `refine/text/redact.ts` has been over it. Only this kind is stored, shown or sent to a model. */
export type SafeTrace = Trace & Readonly<{ redactions: readonly Redaction[] }>;

/** One value that was replaced, wherever it stood: `[email-2]`, kind `email`, 14 places. */
export type Redaction = Readonly<{ label: string; kind: string; places: number }>;

/** Where a trace can be fetched again. `locator` means something to that source alone. */
export const TraceRef = z.object({ source: z.string(), locator: z.string() }).readonly();
export type TraceRef = z.infer<typeof TraceRef>;
