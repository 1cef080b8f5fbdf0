import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { type LastWords, readReply } from './wire-messages.ts';

/** One client of the session. */
export type Party = Readonly<{ hear(bytes: Buffer): void }>;

/**
 * PGlite is one PostgreSQL session; a pool has many connections. This lets many
 * take turns: a turn is one exchange, or everything from BEGIN to COMMIT, so
 * transactions queue up instead of running into each other. Notifications go to
 * everybody.
 */
export type SharedSession = Readonly<{
  join(party: Party): void;
  /** Sends whole messages up to Sync or Query; the answer is heard by `party` before this resolves. */
  exchange(party: Party, messages: Uint8Array): Promise<void>;
  /** What it left open is rolled back. */
  leave(party: Party): Promise<void>;
  /** Nothing works any more. */
  isBroken(): boolean;
}>;

/**
 * After so much work of PGlite, timers and the network get their turn: its answers are microtasks, which go before them
 * as long as anybody asks. Less makes answers to people faster, and everything else slower (`docs/benchmarks.md`).
 */
const BREATHE_AFTER_MS = 150;

export function shareSession(
  database: Pick<PGlite, 'runExclusive' | 'execProtocolRawStream' | 'isInTransaction' | 'exec'>,
): SharedSession {
  const parties = new Set<Party>();
  let waiting: { party: Party; go: () => void }[] = [];
  let turn: Party | undefined;
  let broken: LastWords | undefined;
  let workedMs = 0;

  async function takeTurn(party: Party): Promise<void> {
    if (turn === party) return;
    if (turn !== undefined) await new Promise<void>((go) => waiting.push({ party, go }));
    turn = party;
  }

  /** Whoever left in the middle of an exchange has passed it already. */
  function passTurn(party: Party): void {
    if (turn !== party) return;
    const next = waiting.shift();
    turn = next?.party;
    next?.go();
  }

  async function breathe(): Promise<void> {
    if (workedMs < BREATHE_AFTER_MS) return;
    workedMs = 0;
    await nextTurn();
  }

  async function send(messages: Uint8Array): Promise<Buffer> {
    // After a PANIC the WASM server spins for ever on the next message, and this process with it.
    if (broken !== undefined)
      throw Object.assign(new Error(`the embedded database stopped: ${broken.says}`), { code: broken.code });
    const parts: Buffer[] = [];
    const onRawData = (data: Uint8Array) => void parts.push(Buffer.from(data));
    const began = performance.now();
    try {
      await database.runExclusive(() => database.execProtocolRawStream(messages, { onRawData }));
    } catch (error) {
      broken = { says: error instanceof Error ? error.message : String(error), code: 'XX000' };
      throw error;
    } finally {
      workedMs += performance.now() - began;
    }
    return Buffer.concat(parts);
  }

  return {
    join: (party) => void parties.add(party),
    async exchange(party, messages) {
      await takeTurn(party);
      let stays = false;
      try {
        await breathe();
        const { answer, notices, inTransaction, fatal } = readReply(await send(messages));
        broken ??= fatal;
        stays = inTransaction;
        party.hear(answer);
        if (notices.length > 0) for (const everybody of parties) everybody.hear(notices);
      } finally {
        if (!stays) passTurn(party);
      }
    },
    async leave(party) {
      parties.delete(party);
      waiting = waiting.filter((one) => one.party !== party);
      if (turn !== party) return;
      try {
        if (broken === undefined && database.isInTransaction()) await database.exec('rollback');
      } finally {
        passTurn(party);
      }
    },
    isBroken: () => broken !== undefined,
  };
}
