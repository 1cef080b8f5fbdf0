import { type Asked, parsedJson, type Reply, type Served, serve } from './serve.ts';
import { answer } from './stand-in/answer.ts';
import { fromChatCompletions, toChatCompletion } from './stand-in/chat-completions.ts';
import { MODEL_NAME, stampOf } from './stand-in/reply.ts';
import { fromResponses, toResponse } from './stand-in/responses.ts';

/**
 * An OpenAI-compatible server in front of the stand-in model. It takes any key,
 * and says plainly what it can't do: streams and answers in a schema.
 * @returns `url` ends in `/v1`
 */
export async function startStandInModel(options: Readonly<{ port?: number }> = {}): Promise<Served> {
  const server = await serve(reply, options.port);
  return { url: `${server.url}/v1`, close: server.close };
}

function reply(asked: Asked): Reply {
  switch (`${asked.method} ${asked.path}`) {
    case 'GET /v1/models':
      return { status: 200, body: { object: 'list', data: [model] } };
    case `GET /v1/models/${MODEL_NAME}`:
      return { status: 200, body: model };
    case 'POST /v1/chat/completions':
      return complete(asked.body, fromChatCompletions, toChatCompletion);
    case 'POST /v1/responses':
      return complete(asked.body, fromResponses, toResponse);
    default:
      return refusal(404, `The stand-in model has no ${asked.method} ${asked.path}.`);
  }
}

const model = { id: MODEL_NAME, object: 'model', created: 0, owned_by: 'playground' };

function complete(body: Buffer, read: typeof fromResponses, write: typeof toResponse): Reply {
  const asked = parsedJson(body);
  if (typeof asked !== 'object' || asked === null) return refusal(400, 'The body is no JSON object.');
  const unable = beyond(asked);
  if (unable) return refusal(400, unable);
  const request = read(asked);
  if ('refused' in request) return refusal(400, request.refused);
  return { status: 200, body: write(request, answer(request), stampOf(body, Date.now())) };
}

/** What a real model can, and the stand-in can't. */
function beyond(asked: object): string | undefined {
  if ('stream' in asked && asked.stream === true) return 'The stand-in model does not stream. Leave "stream" out.';
  const format = 'response_format' in asked ? asked.response_format : formatOf(asked);
  const isPlain = typeof format !== 'object' || format === null || ('type' in format && format.type === 'text');
  return isPlain ? undefined : 'The stand-in model answers in plain text only, in no JSON schema.';
}

function formatOf(asked: object): unknown {
  const text = 'text' in asked ? asked.text : undefined;
  return typeof text === 'object' && text !== null && 'format' in text ? text.format : undefined;
}

function refusal(status: number, message: string): Reply {
  const code = status === 404 ? 'not_found' : null;
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code } } };
}
