import { type Case, type Proposed, type Proven, verdictOf } from '../../domain/case.ts';
import type { Edit } from '../../domain/change.ts';
import type { Degree, Hypothesis } from '../../domain/hypothesis.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { bestFirst } from '../proof/rank.ts';
import { shorten } from '../text/shorten.ts';
import { fitted } from './fitted.ts';
import { type PackPath, packPath } from './pack-path.ts';

const MOST_CHARS = 500;

export type Sha256 = `sha256:${string}`;

export type PackHypothesis = Readonly<{
  id: `hyp-${string}`;
  description: string;
  rationale: string;
  confidence: Degree;
  risks: readonly string[];
  proposed_changes: readonly Readonly<{
    file_path: string;
    change_type: PackPath['changeType'];
    description: string;
    original_content: string;
    new_content: string;
  }>[];
  example_before?: string;
  example_after?: string;
  generation_metadata: Readonly<{ model: string; provider?: string; diagnosis_hash: Sha256; created_at?: string }>;
}>;

/** A case that has come as far as fixes. */
export type Fixable = Extract<Case, Pick<Proposed, 'hypotheses'>>;

/** `h7` is `hyp-007`. */
export const packId = (id: string): PackHypothesis['id'] => `hyp-${id.replace(/\D/g, '').padStart(3, '0')}`;

/** The best first, as the thread shows them; as they were proposed where nothing is proved. */
export function packHypotheses(
  now: Fixable,
  about: Readonly<{ diagnosisHash: Sha256; proposedAt: string | undefined }>,
): readonly PackHypothesis[] {
  const ranked = 'verdicts' in now ? bestFirst(asProven(now)) : now.hypotheses;
  return ranked.map((hypothesis) => packed(hypothesis, now, about));
}

/** What the replays said of it as it stands, if they were made. */
export function verdictIn(now: Fixable, hypothesis: Hypothesis): Verdict | undefined {
  return 'verdicts' in now ? verdictOf(asProven(now), hypothesis) : undefined;
}

const asProven = (now: Exclude<Fixable, Proposed>): Proven => ({ ...now, stage: 'proven' });

function packed(
  hypothesis: Hypothesis,
  now: Fixable,
  { diagnosisHash, proposedAt }: Parameters<typeof packHypotheses>[1],
): PackHypothesis {
  const { id, title, rationale, confidence, risks, findings, change } = hypothesis;
  const example = { example_before: beforeOf(hypothesis, now), example_after: afterOf(hypothesis, now) };
  const [, provider] = /^([^/]+)\//.exec(now.proposedBy.model) ?? [];
  return {
    id: packId(id),
    description: fitted(title, 'Proposed fix: ', { min: 10, max: 200 }),
    rationale: fitted(rationale, 'Why this change may help: ', { min: 20, max: 1_000 }),
    confidence,
    risks: [risks, ...findings.map(({ says }) => says)].filter((risk) => risk !== ''),
    proposed_changes: change.edits.map((edit) => proposed(edit, hypothesis, now)),
    ...texts(example),
    generation_metadata: {
      model: now.proposedBy.model,
      ...(provider && { provider }),
      diagnosis_hash: diagnosisHash,
      ...(proposedAt && { created_at: proposedAt }),
    },
  };
}

function proposed(edit: Edit, { kind }: Hypothesis, { project }: Fixable): PackHypothesis['proposed_changes'][number] {
  const { path, changeType } = packPath(edit.path, kind, project);
  return {
    file_path: path,
    change_type: changeType,
    description: fitted(`${DOES[edit.kind]} ${edit.path}`, 'This change: ', { min: 10, max: 200 }),
    ...sectionOf(edit),
  };
}

const DOES: Readonly<Record<Edit['kind'], string>> = {
  replace: 'Replaces a text in',
  'insert-after': 'Adds a text in',
  'insert-before': 'Adds a text in',
  append: 'Adds to the end of',
  create: 'Creates the file',
  delete: 'Deletes the file',
};

/** The section that is edited: what stands there once, and what will. Of a deleted file the record has no text. */
function sectionOf(edit: Edit): Readonly<{ original_content: string; new_content: string }> {
  switch (edit.kind) {
    case 'replace':
      return { original_content: edit.find, new_content: edit.text };
    case 'insert-after':
      return { original_content: edit.anchor, new_content: edit.anchor + edit.text };
    case 'insert-before':
      return { original_content: edit.anchor, new_content: edit.text + edit.anchor };
    case 'append':
    case 'create':
      return { original_content: '', new_content: edit.text };
    case 'delete':
      return { original_content: '', new_content: '' };
  }
}

/** What the analyst says the agent does, else what it did. */
function beforeOf({ before }: Hypothesis, now: Fixable): string | null | undefined {
  return before ?? ('reproduction' in now ? now.reproduction.sample : null);
}

function afterOf(hypothesis: Hypothesis, now: Fixable): string | null | undefined {
  return hypothesis.after ?? verdictIn(now, hypothesis)?.sample;
}

function texts<Name extends string>(about: Readonly<Record<Name, string | null | undefined>>) {
  const there = Object.entries<string | null | undefined>(about).filter(([, text]) => text);
  return Object.fromEntries(there.map(([name, text]) => [name, shorten(text ?? '', MOST_CHARS)])) as Partial<
    Record<Name, string>
  >;
}
