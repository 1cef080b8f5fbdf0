import { conversations } from './conversations.ts';
import { type FailureName, failures } from './failures.ts';

export type RecordedFailure = Readonly<{
  name: FailureName;
  message: string;
  expectation: string;
  /** What the agent said. */
  answer: string;
  traceId: string;
  /** The root run of the trace. */
  runId: string;
  link: string;
}>;

export type RecordOptions = Readonly<{
  langSmith: Readonly<{ url: string; apiKey: string; project: string }>;
  /** `url` ends in `/v1`. */
  model: Readonly<{ url: string; name: string; apiKey: string }>;
  /** The unpacked sample agent: its prompts and data are used. */
  home: string;
}>;

const CUSTOMER_NAME = 'Robin';
const TODAY = '2026-06-10';

/**
 * Lets the sample agent answer its customers, and then fail three times before somebody who reports it, traced by the
 * real SDKs, against whatever servers it is given.
 */
export async function recordFailures({ langSmith, model, home }: RecordOptions): Promise<readonly RecordedFailure[]> {
  const [{ Client }, { default: OpenAI }, { createSupportAgent }] = await Promise.all([
    import('langsmith'),
    import('openai'),
    import('./sample-agent/src/agent.ts'),
  ]);
  const client = new Client({ apiUrl: langSmith.url, apiKey: langSmith.apiKey });
  const agent = createSupportAgent({
    openAi: new OpenAI({ baseURL: model.url, apiKey: model.apiKey }),
    langSmith: client,
    model: model.name,
    project: langSmith.project,
    home,
  });

  const ask = (message: string) => agent({ message, customerName: CUSTOMER_NAME, today: TODAY });
  const answered = await Promise.all(
    conversations.map(async ({ message, liked }) => ({ liked, ...(await ask(message)) })),
  );
  const said = [];
  for (const failure of failures) said.push({ failure, ...(await ask(failure.message)) });
  await client.awaitPendingTraceBatches();

  const { id: projectId } = await client.readProject({ projectName: langSmith.project });
  for (const { liked, runId } of answered)
    if (liked !== undefined)
      await client.createFeedback(runId, 'customer', { score: liked ? 1 : 0, sessionId: projectId });
  return Promise.all(
    said.map(async ({ failure: { name, message, expectation }, answer, runId }) => {
      const { url = '' } = await client.runs.getURL(runId, { project_id: projectId, trace_id: runId });
      return { name, message, expectation, answer, traceId: runId, runId, link: url };
    }),
  );
}
