import { z } from 'zod';

/** SHA-256 over canonical JSON (RFC 8785) or over bytes, hex. Made in `refine/case/digest.ts` only. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

/** A git object name as git prints it: SHA-1 or SHA-256, hex. */
export const CommitSha = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .brand<'CommitSha'>();
export type CommitSha = z.infer<typeof CommitSha>;
