import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sample } from '../playground/start-sample.ts';
import { largeTrace } from './large-trace.ts';

const QUESTION = 'Do you remember what I told you last week about my fountain pen?';
const ANSWER = 'Yes, I remember what you told me last week about your fountain pen.';
export const EXPECTATION = 'say that we cannot remember past chats';

export type LinkedTrace = Readonly<{ traceId: string; link: string }>;

/** Records large traces in the sample's LangSmith, each under ids of its own, so that none is known when it is asked for. */
export async function recordTraces(
  { repo, langSmith }: Sample,
  count: number,
  times = 1,
): Promise<readonly LinkedTrace[]> {
  const prompt = (await readFile(join(repo, 'prompts/support.md'), 'utf8'))
    .replaceAll('{{customer_name}}', 'Robin')
    .replaceAll('{{today}}', '2026-06-10');
  const { json } = largeTrace(prompt, QUESTION, ANSWER, times);
  // Meanwhile nothing was heard: a connection that the server has closed must be seen to be, before it is used again.
  await sleep(10);
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const own = String(index + 1).padStart(8, '0');
      const post: { id: string }[] = JSON.parse(json.replaceAll('00000000-0000-4000-8000-', `${own}-0000-4000-8000-`));
      const answer = await fetch(`${langSmith.url}/runs/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': langSmith.apiKey },
        body: JSON.stringify({ post: post.map((run) => ({ ...run, session_name: 'plumwick-support' })) }),
      });
      if (!answer.ok) throw new Error(`the LangSmith fake answered ${answer.status}`);
      const traceId = post[0]?.id ?? '';
      return { traceId, link: langSmith.linkTo(traceId) };
    }),
  );
}
