import type { Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import type { ReplayedOn } from '../domain/verdict.ts';
import type { ModelRequest } from '../ports.ts';
import type { ReadResponse } from './answered.ts';
import type { Sending } from './replay-terms.ts';

/** The words of one provider's API; pure. `speaking.ts` makes a model of it. */
export type Dialect = Sending &
  Readonly<{
    /** Where a request to the model goes, below the provider's address. */
    path(model: string): string;
    /** How the key is shown; empty where there is none. */
    headers(apiKey: string): Readonly<Record<string, string>>;
    /** A question of ours: `system`, then what is shared with others, then the rest, answered in the schema. */
    question(request: ModelRequest, model: string): JsonObject;
    /** A recorded call as this API takes it. */
    recorded(call: Call, replayedOn: ReplayedOn): JsonObject;
    /** `undefined` when it is no answer of this API: a proxy's page and other APIs answer 200 as well. */
    read(body: unknown): ReadResponse | undefined;
  }>;
