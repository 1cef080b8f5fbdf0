import type { Advice } from '../../domain/case.ts';

/** What the analyst read before it proposed fixes, by name; empty where it read nothing. */
export function adviceWords(advice: Advice | undefined): readonly (readonly [name: string, read: string])[] {
  const named = (from: Advice['guides'][number]['from']) =>
    (advice?.guides ?? []).filter((guide) => guide.from === from).map(({ title }) => title);
  return (
    [
      ['Guides read', named('refinery')],
      ['The project’s own guides read', named('project')],
      ['Looks like', (advice?.alike ?? []).map(({ id }) => id)],
    ] as const
  ).flatMap(([name, titles]) => (titles.length === 0 ? [] : [[name, titles.join(' · ')] as const]));
}
