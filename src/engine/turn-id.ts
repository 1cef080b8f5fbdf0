import type { Turn } from '../ports.ts';

/** `<workspace>/RF-12/diagnose/2`: the same decision is the same id, and two different ones never are. */
export function turnId({ at, chapter, decision }: Turn): string {
  // A slash in a workspace would let it end where another begins; after that, only the decision can hold one.
  const workspace = at.workspace.replaceAll('%', '%25').replaceAll('/', '%2F');
  return `${workspace}/${at.id}/${chapter}/${decision}`;
}
