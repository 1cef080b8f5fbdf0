import type { Run } from '../../domain/trace.ts';
import type { Part, Section } from './cite-repeats.ts';
import type { Role, SectionWeights } from './section-weights.ts';

/** Of a section, in characters: more of it is not looked at for its words. */
const LOOKED_AT = 20_000;
const WORD = /[\p{L}\p{N}_]{3,64}/gu;

/** What the worth of a section is told by. Shares are from 0 to 1. */
export type DescribedSection = Readonly<{
  section: Section;
  role: Role;
  part: Part;
  newWords: number;
  taskWords: number;
  /** 0 for what is no model's output. */
  speaker: number;
  isFirstDecision: boolean;
}>;

/** In their order, which says what is new in each. */
export function describeSections(
  runs: readonly Run[],
  sections: readonly Section[],
  task: string,
): readonly DescribedSection[] {
  const parents = new Set(runs.map(({ parentId }) => parentId));
  const shareOf = sharesOf(runs.filter(({ id }) => !parents.has(id)));
  const firstDecision = runs.find(({ kind }) => kind === 'llm');
  const asked = new Set(wordsIn(task));
  const known = new Set(asked);

  return sections.flatMap((section): readonly DescribedSection[] => {
    const run = runs[section.number - 1];
    if (!run) return [];
    const isWrapper = parents.has(run.id);
    const isDecision = run.kind === 'llm' && section.part === 'output' && !isWrapper;
    const words = new Set(wordsIn(section.text));
    return [
      {
        section,
        role: roleOf(run, isWrapper),
        part: section.part,
        newWords: take(words, known),
        taskWords: shareIn(asked, words),
        speaker: isDecision ? (shareOf.get(speaker(run)) ?? 0) : 0,
        isFirstDecision: isDecision && run === firstDecision,
      },
    ];
  });
}

/**
 * What a section is worth: by the role of its run and part, and by what it says. New words are worth more than a restated
 * task, and who speaks seldom has more to say than who speaks all the time. Worths compare within one trace; all are above 0.
 */
export function weigh(
  described: DescribedSection,
  weights: SectionWeights,
): Readonly<{ worth: number; startWorth: number }> {
  const { role, part, newWords, taskWords, speaker, isFirstDecision } = described;
  const log =
    weights.roles[role][part] +
    weights.newWords * newWords +
    weights.taskWords * taskWords +
    weights.speaker * speaker +
    (isFirstDecision ? weights.firstDecision : 0);
  const start = weights.starts[part === 'input' && role !== 'tool' ? 'given' : role];
  return { worth: Math.exp(log), startWorth: Math.exp(log + start) };
}

function roleOf({ kind }: Run, isWrapper: boolean): Role {
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
