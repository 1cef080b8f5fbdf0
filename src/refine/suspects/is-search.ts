import type { Run } from '../../domain/trace.ts';

const SEARCHES = /search|retriev|look_?up|find|query|fetch|knowledge/i;

/** A retriever, or a tool that is named for looking something up. */
export function isSearch({ kind, name }: Run): boolean {
  return kind === 'retriever' || (kind === 'tool' && SEARCHES.test(name));
}
