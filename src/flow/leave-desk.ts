import type { CaseId } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { Person } from '../domain/project.ts';
import { type History, isUnderWay } from '../refine/case/fold.ts';
import { capOf, isCapped, raiseCap, usualCap } from '../refine/proof/spending.ts';
import type { Deciding } from './deciding.ts';
import { exchangesShown } from './exchanges-shown.ts';
import type { House, Records } from './house.ts';
import { type Preview, previewOf } from './preview.ts';
import { confine, privacyOf } from './privacy.ts';
import { traceOf } from './trace-of.ts';

/** What a case may not do without somebody's leave: spend more, and send what it read. Errors as `Desk`. */
export type LeaveDesk = Readonly<{
  /** Lets a case that is held up by what may be spent go on, up to as much again, and today whatever others cost; what was proposed and is known stays. */
  goFurther(id: CaseId, by: Person): Promise<void>;
  /** Has a comment answered whose answer a limit holds up, up to as much again, and today whatever others cost; `comment` is its seq. */
  answerFurther(id: CaseId, by: Person, comment: number): Promise<void>;
  /** What people are asked to let go to models, with its text; `undefined` while nobody is asked. @throws also what `privacyOf` throws */
  preview(id: CaseId): Promise<Preview | undefined>;
  /** What the analyst's model was sent for this case and what it said, the oldest first, as long as that is kept. @throws also what `privacyOf` throws */
  exchanges(id: CaseId): Promise<readonly Exchange[]>;
  /** A person agrees to what was shown under this digest; `too-late` when that is not what is asked any more. */
  agreeToSend(id: CaseId, by: Person, shown: Digest): Promise<'agreed' | 'too-late'>;
}>;

export function leaveDesk(workspace: string, house: House, records: Records, { find, decide }: Deciding): LeaveDesk {
  const raised = (facts: History['facts']) => raiseCap(capOf(facts, house.cap), usualCap(facts, house.cap));

  return {
    async goFurther(id, by) {
      const { now: standing, facts: seen, spending } = await find(id);
      const { revision } = standing;
      if (spending) {
        const asked = seen.findLast(({ body }) => body.kind === 'spending-asked')?.seq;
        await decide(id, `spending-agreed/${asked}`, (latest) =>
          latest.spending && latest.now.revision === revision
            ? {
                kind: 'spending-agreed',
                atMs: house.clock(),
                by,
                cap: raised(latest.facts),
              }
            : undefined,
        );
        return;
      }
      await decide(id, `cap-raised/${revision}`, ({ now, facts: known, openYes }) => {
        if (now.revision !== revision || openYes !== undefined || !isCapped(now)) return undefined;
        return { kind: 'cap-raised', atMs: house.clock(), by, cap: raised(known) };
      });
    },

    async answerFurther(id, by, comment) {
      const held = (await find(id)).heldReplies.find(({ to }) => to === comment);
      if (!held) return;
      await decide(id, `reply-agreed/${held.seq}`, ({ facts, heldReplies }) =>
        heldReplies.some(({ seq }) => seq === held.seq)
          ? { kind: 'reply-agreed', atMs: house.clock(), by, to: comment, cap: raised(facts) }
          : undefined,
      );
    },

    async preview(id) {
      const { now, sending } = await find(id);
      if (!sending || !isUnderWay(now)) return undefined;
      const privacy = await privacyOf(now.project, house.codeHost);
      const preview = await previewOf(
        { trace: traceOf(now, house, records), reading: now.reading },
        privacy,
        confine(house, privacy),
      );
      return preview?.sending.shown === sending.shown ? preview : undefined;
    },

    async exchanges(id) {
      const { own } = await privacyOf((await find(id)).now.project, house.codeHost);
      return exchangesShown(await records.answers.exchanges({ workspace, id }), own);
    },

    async agreeToSend(id, by, shown) {
      const { revision } = (await find(id)).now;
      const key = `sending-agreed/${revision}/${shown}`;
      const after = await decide(id, key, (history) =>
        history.sending?.shown === shown && history.now.revision === revision
          ? { kind: 'sending-agreed', atMs: house.clock(), by, shown }
          : undefined,
      );
      return after.facts.some((fact) => fact.key === key) ? 'agreed' : 'too-late';
    },
  };
}
