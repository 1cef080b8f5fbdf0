import type { Config } from './config.ts';
import type { ReaderKit } from './flow/reader.ts';
import { agentLogs } from './formats/agent-logs.ts';
import { agentSessions } from './formats/agent-sessions.ts';
import { httpCassette } from './formats/http-cassette.ts';
import { langfuse } from './formats/langfuse.ts';
import { langGraphStream } from './formats/langgraph-stream.ts';
import { langSmithExport } from './formats/langsmith-export.ts';
import { langSmithMultipart } from './formats/langsmith-multipart.ts';
import { messageList } from './formats/message-list.ts';
import { openAiAgents } from './formats/openai-agents.ts';
import { otelSpans } from './formats/otel-spans.ts';
import { otlp } from './formats/otlp.ts';
import { providerBodies } from './formats/provider-bodies.ts';
import { sweAgent } from './formats/swe-agent.ts';
import { uiMessageStream } from './formats/ui-message-stream.ts';
import { loadTokenCounter } from './library/token-counter.ts';
import { argumentDiffers } from './signals/argument-differs.ts';
import { brokenInstruction } from './signals/broken-instruction.ts';
import { contextFull } from './signals/context-full.ts';
import { contradictingInstruction } from './signals/contradicting-instruction.ts';
import { emptyRetrieval } from './signals/empty-retrieval.ts';
import { error } from './signals/error.ts';
import { finishLength } from './signals/finish-length.ts';
import { goingInCircles } from './signals/going-in-circles.ts';
import { irrelevantRetrieval } from './signals/irrelevant-retrieval.ts';
import { noAnswer } from './signals/no-answer.ts';
import { repeatedCall } from './signals/repeated-call.ts';
import { schemaMismatch } from './signals/schema-mismatch.ts';
import { silentPrompt } from './signals/silent-prompt.ts';
import { slowOrCostly } from './signals/slow-or-costly.ts';
import { staleDocument } from './signals/stale-document.ts';
import { unfilledPlaceholder } from './signals/unfilled-placeholder.ts';
import { unusedAnswer } from './signals/unused-answer.ts';
import { wrongHandOff } from './signals/wrong-hand-off.ts';
import { langfuseTraces } from './sources/langfuse.ts';
import { langSmith, QUERIES } from './sources/langsmith.ts';
import { type SharedRate, sharedRate } from './sources/rate-limit.ts';
import { slackFile } from './sources/slack-file.ts';
import { traceFile } from './sources/trace-file.ts';
import { fields } from './templates/fields.ts';
import { format } from './templates/format.ts';
import { handlebars } from './templates/handlebars.ts';
import { javascript } from './templates/javascript.ts';
import { jinja, trimmedJinja } from './templates/jinja.ts';
import { mustache } from './templates/mustache.ts';
import { plain } from './templates/plain.ts';
import { python } from './templates/python.ts';
import { templateReader } from './templates/template.ts';
import { texts } from './templates/texts.ts';

// What reads traces is listed apart from the rest, since threads that do nothing else start with it: all of the house
// would cost each of them a third of a second more.

/** The first that recognises a document reads it: those with telling names first, the general reader last. */
export const formats = [
  langSmithMultipart,
  langSmithExport,
  otlp,
  langfuse,
  openAiAgents,
  otelSpans,
  httpCassette,
  agentSessions,
  agentLogs,
  uiMessageStream,
  langGraphStream,
  sweAgent,
  providerBodies,
  messageList,
];
export const signals = [
  argumentDiffers,
  brokenInstruction,
  contextFull,
  contradictingInstruction,
  emptyRetrieval,
  error,
  finishLength,
  goingInCircles,
  irrelevantRetrieval,
  noAnswer,
  repeatedCall,
  schemaMismatch,
  silentPrompt,
  slowOrCostly,
  staleDocument,
  unfilledPlaceholder,
  unusedAnswer,
  wrongHandOff,
];

/** The simplest first: the first that explains a text is taken. */
export const templates = [plain, mustache, handlebars, jinja, trimmedJinja, format];
/** The first that knows a file's kind finds the prompts in it; the last takes every text. */
export const promptHolders = [python, javascript, fields, texts];
export const readTemplates = templateReader(templates, promptHolders);

/** What a thread that reads is started with. */
export type ReadingSettings = Readonly<{ config: Config; queries: SharedRate }>;

export const readingSettings = (config: Config): ReadingSettings => ({ config, queries: sharedRate(QUERIES) });

/** Nothing is opened or loaded yet. */
export function readerKit({ config, queries }: ReadingSettings): ReaderKit {
  return {
    sources: [
      langSmith({ apiKey: config.LANGSMITH_API_KEY, endpoint: config.LANGSMITH_ENDPOINT, queries }),
      langfuseTraces({
        host: config.LANGFUSE_HOST,
        publicKey: config.LANGFUSE_PUBLIC_KEY,
        secretKey: config.LANGFUSE_SECRET_KEY,
        format: langfuse,
      }),
      slackFile(formats, { token: config.SLACK_BOT_TOKEN, apiUrl: config.SLACK_API_URL }),
      traceFile(formats),
    ],
    signals,
    tokenCounter: loadTokenCounter,
    readTemplates,
  };
}
