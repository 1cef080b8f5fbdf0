import { CaseId, type CaseKey } from '../domain/case.ts';
import { Digest } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import { type Fact, FactBody } from '../domain/fact.ts';
import { canonicalJson } from '../refine/case/canonical-json.ts';
import { type Break, firstBreak, type Link } from '../refine/case/hash-chain.ts';
import type { FactRow } from './tables.ts';

export function toRow({ body, ...fact }: Fact): FactRow {
  return { ...fact, kind: body.kind, body: canonicalJson(body) };
}

/**
 * The facts of one case, checked row by row and as a chain.
 *
 * @param rows all of one case, in order
 * @throws RefineryError store-damaged, whose detail names the first broken row
 */
export function toFacts(at: CaseKey, rows: readonly FactRow[]): readonly Fact[] {
  const broken = firstDamage(rows);
  if (broken)
    throw new RefineryError('store-damaged', `${at.id} of ${at.workspace}, fact ${broken.seq}: ${broken.why}`);
  return rows.map(toFact);
}

/** `undefined`: every row is as it was written, and means something to this version. */
function firstDamage(rows: readonly FactRow[]): Break | undefined {
  const links: Link[] = [];
  for (const row of rows) {
    const link = toLink(row);
    if (!link) return firstBreak(links) ?? { seq: row.seq, why: `fact ${row.seq} was changed` };
    links.push(link);
  }
  const strange = links.find(({ body }) => !FactBody.safeParse(body).success);
  return firstBreak(links) ?? (strange && { seq: strange.seq, why: `fact ${strange.seq} is of no kind that I know` });
}

/** What is wrong with the rows of a case that was opened: it has one fact at least. */
export function damageOf(rows: readonly FactRow[]): Break | undefined {
  return rows.length === 0 ? { seq: 1, why: 'all of its facts are missing' } : firstDamage(rows);
}

/** One row alone; whether it hangs in its chain is for `toFacts` to see. @throws RefineryError store-damaged */
export function toFact(row: FactRow): Fact {
  const fact = knownFact(row);
  if (fact) return fact;
  throw new RefineryError('store-damaged', `${row.case} of ${row.workspace}, fact ${row.seq} is not as it was written`);
}

/** `undefined` where `toFact` throws. */
export function knownFact(row: FactRow): Fact | undefined {
  const link = toLink(row);
  const body = FactBody.safeParse(link?.body);
  return link && body.success ? { ...link, body: body.data } : undefined;
}

/** `undefined` when a column holds something that was never written there. */
function toLink({ kind, ...row }: FactRow): Link | undefined {
  const id = CaseId.safeParse(row.case);
  const prev = Digest.safeParse(row.prev);
  const hash = Digest.safeParse(row.hash);
  const body = parse(row.body);
  if (!id.success || !prev.success || !hash.success || kindOfBody(body) !== kind) return undefined;
  return { ...row, case: id.data, prev: prev.data, hash: hash.data, body };
}

function kindOfBody(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'kind' in body ? body.kind : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
