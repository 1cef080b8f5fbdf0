import { type HandedOver, type Proven, verdictOf } from '../../domain/case.ts';
import type { RecordedCall } from '../../flow/readings.ts';
import { toChatBodies } from '../../refine/call/to-chat-body.ts';
import { handOverWords } from '../../refine/case/outcome-words.ts';
import { bestFirst } from '../../refine/proof/rank.ts';
import { fenced } from '../../refine/text/fenced.ts';
import type { FileToShare } from '../post.ts';
import { runName, type Scene } from '../scene.ts';
import { changeLines } from './change-lines.ts';
import { revealedText } from './plain-text.ts';
import { reproductionWords, verdictWords } from './verdict-words.ts';

/** Larger files open slowly in Slack; nobody reads that much. */
const LONGEST_CHARS = 400_000;

/** What was found and tried, for the one whose work it is now. Markdown; all that is in it was redacted when it was read. */
export function evidencePack(now: HandedOver, scene: Scene): FileToShare {
  const { id, revision, expectation, source, project, diagnosis, check, reproduction, hypotheses } = now;
  const proven: Proven = { ...now, stage: 'proven' };
  const quotes = [...Map.groupBy(diagnosis.evidence, ({ runId }) => runId)].flatMap(([runId, cited]) => [
    `In ${runName(runId, scene)?.name ?? 'a step'} (run ${runId}):`,
    ...cited.map(({ quote }) => quoted(quote)),
  ]);
  const tried = bestFirst(proven).flatMap((hypothesis, index) => {
    const verdict = verdictOf(proven, hypothesis);
    return [
      `### ${index + 1}. ${hypothesis.title}`,
      verdictWords(verdict),
      ...(verdict?.sample ? ['With it:', quoted(verdict.sample)] : []),
      fenced(changeLines(hypothesis.change.edits), 'diff'),
    ];
  });
  const parts = [
    `# ${id}: what was found, and what was tried`,
    `Expected: ${expectation}`,
    `Trace: ${source.locator}`,
    `Repository: ${project.repo} at ${now.base}`,
    '## Where to look',
    handOverWords(now).join(' '),
    diagnosis.explanation,
    `This would be wrong if one saw: ${diagnosis.falsifiedBy}`,
    '## Where it shows',
    ...(quotes.length > 0 ? quotes : ['No quote was found.']),
    '## The check',
    check.words,
    reproductionWords(reproduction),
    ...(reproduction.sample === null ? [] : [quoted(reproduction.sample)]),
    '## What was tried',
    ...(hypotheses.length > 0 ? tried : ['Nothing: there was no fix to try.']),
  ];
  const content = `${revealedText(parts.join('\n\n')).slice(0, LONGEST_CHARS).toWellFormed()}\n`;
  return { name: `${id}-${revision}-evidence.md`, title: `${id}: what was found and tried`, content };
}

/**
 * The call that fails with the check that it must pass, as one JSON file. `refinery reproduce --mended` reads it, and ends
 * with 0 once it does not fail any more. `undefined` where the trace does not hold the call, or it is too large.
 */
export function failingTest(now: HandedOver, recorded: RecordedCall | undefined): FileToShare | undefined {
  if (!recorded) return undefined;
  const { id, revision, expectation, check } = now;
  const { digest: _digest, ...executable } = check;
  const content = `${JSON.stringify({ case: id, expected: expectation, check: executable, ...toChatBodies(recorded) }, null, 2)}\n`;
  if (content.length > LONGEST_CHARS) return undefined;
  return { name: `${id}-${revision}-failing-test.json`, title: `${id}: a test that fails until it is mended`, content };
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
