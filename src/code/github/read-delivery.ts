import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { asGitHubName } from '../../domain/github-name.ts';
import { commitName, pullRequestName } from '../../refine/case/commit-names.ts';

const pull = z.object({ number: z.number() });
const onCommit = z.object({ head_sha: z.string(), pull_requests: z.array(pull).default([]) });
/** Of what GitHub sends, what a pull request or a commit is told of by. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const Delivery = z.object({
  repository: z.object({ full_name: z.string() }),
  pull_request: pull.optional(),
  check_run: onCommit.optional(),
  check_suite: onCommit.optional(),
  /** Of a commit status. */
  sha: z.string().optional(),
});

/**
 * What something new is said to be known of, by the names of `commitNames`; what it is, nobody takes from here. So a
 * delivery that comes again, late, or with lies in it, makes us look at GitHub, and no more.
 *
 * @param signature the header `X-Hub-Signature-256`
 * @returns none for events that tell nothing of a commit
 */
export function readDelivery(
  body: Uint8Array,
  signature: string | undefined,
  secret: string,
): readonly string[] | 'forged' {
  if (!isSigned(body, signature, secret)) return 'forged';
  const read = Delivery.safeParse(parsed(body));
  const repo = asGitHubName(read.data?.repository.full_name ?? '');
  if (!read.success || !repo) return [];
  const { pull_request, check_run, check_suite, sha } = read.data;
  const checks = [check_run, check_suite].filter((each) => each !== undefined);
  const pulls = [...(pull_request ? [pull_request] : []), ...checks.flatMap(({ pull_requests }) => pull_requests)];
  const commits = [...checks.map(({ head_sha }) => head_sha), ...(sha === undefined ? [] : [sha])];
  return [
    ...commits.map((commit) => commitName(repo, commit)),
    ...pulls.map(({ number }) => pullRequestName(repo, number)),
  ].filter((name) => !name.includes('\0'));
}

/** In a time that tells nothing: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
function isSigned(body: Uint8Array, signature: string | undefined, secret: string): boolean {
  const [, given = ''] = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  const made = createHmac('sha256', secret).update(body).digest();
  const said = Buffer.from(given, 'hex');
  return said.length === made.length && timingSafeEqual(said, made);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
