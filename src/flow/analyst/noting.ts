import type { Exchange } from '../../domain/exchange.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Clock, Model, ModelReply, ModelRequest, Note } from '../../ports.ts';

/** The model, with a note of every call of it: also of one that broke, for what was sent has left. Errors as `Model.answer`, and what `note` throws. */
export function noting(
  model: Model,
  about: Pick<Exchange, 'question' | 'promptVersion'>,
  note: Note,
  clock: Clock,
): Model {
  return {
    ...model,
    async answer(request, signal) {
      const atMs = clock();
      const noted = (reply: ModelReply | null) =>
        note({ atMs, tookMs: clock() - atMs, asked: model.name, ...about, request: asData(request), reply });
      const reply = await model.answer(request, signal).catch(async (error: unknown) => {
        await noted(null);
        throw error;
      });
      await noted(reply);
      return reply;
    },
  };
}

/** What is `undefined` in it was not sent. */
function asData(request: ModelRequest): JsonObject {
  return JSON.parse(JSON.stringify(request));
}
