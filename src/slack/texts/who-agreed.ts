import type { Digest } from '../../domain/digest.ts';
import type { History } from '../../refine/case/fold.ts';
import { nameOf } from './person.ts';

/** Who let go what was shown under this digest, in a sentence; `undefined` when nobody did. */
export function whoAgreed({ facts }: History, shown: Digest): string | undefined {
  const agreed = facts.find(({ body }) => body.kind === 'sending-agreed' && body.shown === shown)?.body;
  return agreed?.kind === 'sending-agreed' ? `${nameOf(agreed.by)} agreed that this is sent.` : undefined;
}
