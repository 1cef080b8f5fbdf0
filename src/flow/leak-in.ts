import { secrets } from '../guards/secrets.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { House } from './house.ts';

/** What is committed is as public as a file: the same guard looks at it. @param what what it is called where something is found */
export async function leakIn(what: string, message: string, { workshop }: House): Promise<string | undefined> {
  const [text] = await workshop.inspect([{ path: what, before: null, after: new TextEncoder().encode(message) }]);
  const change = { edits: [], digest: digestOf(message) };
  const [finding] = text
    ? secrets.look({ change, files: [text], context: { prompts: [], evals: [], configs: [] }, heard: [], limits: {} })
    : [];
  return finding?.says;
}
