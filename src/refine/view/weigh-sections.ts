import type { Run } from '../../domain/trace.ts';
import type { Section } from './cite-repeats.ts';
import { SECTION_WEIGHTS as WEIGHTS } from './section-weights.ts';

/** Of a section, in characters: more of it is not looked at for its words. */
const LOOKED_AT = 20_000;
const WORD = /[\p{L}\p{N}_]{3,64}/gu;

/**
 * What each section is worth: by the role of its run and part, and by what it says. New words
 * are worth more than a restated task, and who speaks seldom has more to say than who speaks
 * all the time. Worths compare within one trace; none is below 0.
 */
export function weighSections(
  runs: readonly Run[],
  sections: readonly Section[],
  task: string,
): ReadonlyMap<Section, number> {
  const parents = new Set(runs.map(({ parentId }) => parentId));
  const shareOf = sharesOf(runs.filter(({ id }) => !parents.has(id)));
  const firstDecision = runs.find(({ kind }) => kind === 'llm');
  const asked = new Set(wordsIn(task));
  const known = new Set(asked);

  return new Map(
    sections.map((section) => {
      const run = runs[section.number - 1];
      if (!run) return [section, 0];
      const isWrapper = parents.has(run.id);
      const isDecision = run.kind === 'llm' && section.part === 'output' && !isWrapper;
      const words = new Set(wordsIn(section.text));
      const log =
        WEIGHTS.roles[roleOf(run, isWrapper)][section.part] +
        WEIGHTS.newWords * take(words, known) +
        WEIGHTS.taskWords * shareIn(asked, words) +
        (isDecision ? WEIGHTS.speaker * (shareOf.get(speaker(run)) ?? 0) : 0) +
        (isDecision && run === firstDecision ? WEIGHTS.firstDecision : 0);
      return [section, Math.exp(log)];
    }),
  );
}

function roleOf({ kind }: Run, isWrapper: boolean): keyof typeof WEIGHTS.roles {
  if (isWrapper) return 'wrapper';
  if (kind === 'llm') return 'decision';
  return kind === 'tool' || kind === 'retriever' ? 'tool' : 'other';
}

/** Of all runs, the share that each speaker has. */
function sharesOf(runs: readonly Run[]): ReadonlyMap<string, number> {
  const own = Map.groupBy(runs, speaker);
  return new Map([...own].map(([name, { length }]) => [name, length / runs.length]));
}

function speaker({ kind, name }: Run): string {
  return `${kind} ${name}`;
}

function wordsIn(text: string): readonly string[] {
  return text.slice(0, LOOKED_AT).toLowerCase().match(WORD) ?? [];
}

/** The share of the words that were not known; they are known after. */
function take(words: ReadonlySet<string>, known: Set<string>): number {
  const before = known.size;
  for (const word of words) known.add(word);
  return words.size === 0 ? 0 : (known.size - before) / words.size;
}

function shareIn(asked: ReadonlySet<string>, words: ReadonlySet<string>): number {
  return asked.size === 0 ? 0 : asked.intersection(words).size / asked.size;
}
