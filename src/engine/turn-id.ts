import type { CaseKey } from '../domain/case.ts';
import type { Turn } from '../ports.ts';

/** `<workspace>/RF-12/diagnose/2`: the same decision is the same id, and two different ones never are. */
export function turnId({ at, chapter, decision }: Turn): string {
  return `${prefixOf(at)}${chapter}/${decision}`;
}

/** What the ids of a case's turns begin with, and no others. */
export function prefixOf({ workspace, id }: CaseKey): string {
  // A slash in a workspace would let it end where another begins; after that, only the decision can hold one.
  return `${workspace.replaceAll('%', '%25').replaceAll('/', '%2F')}/${id}/`;
}
