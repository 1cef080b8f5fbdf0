import { CaseId, type CaseKey } from '../domain/case.ts';
import { kindOf, RefineryError } from '../domain/errors.ts';
import type { CaseLine, FactStore } from '../ports.ts';

/** All cases, the oldest first, of which one at a time is held in memory. Their numbers have no gaps. Errors as `FactStore`. */
export async function* storedCases(
  workspace: string,
  facts: Pick<FactStore, 'read' | 'list'>,
): AsyncGenerator<CaseLine> {
  const [newest] = await facts.list(workspace, 1);
  const last = Number(newest?.id.slice('RF-'.length) ?? 0);
  for (let number = 1; number <= last; number++)
    yield await lineOf({ workspace, id: CaseId.parse(`RF-${number}`) }, facts);
}

async function lineOf(at: CaseKey, facts: Pick<FactStore, 'read'>): Promise<CaseLine> {
  try {
    const known = await facts.read(at);
    return known.length > 0 ? { id: at.id, facts: known } : { id: at.id, damaged: 'all of its facts are missing' };
  } catch (error) {
    if (!(error instanceof RefineryError) || kindOf(error) !== 'store-damaged') throw error;
    return { id: at.id, damaged: error.detail };
  }
}
