import type { RichTextBlockElement } from '@slack/types';
import type { Evidence } from '../../domain/diagnosis.ts';
import { shorten } from '../../refine/text/shorten.ts';
import type { RunName } from '../../refine/trace/run-names.ts';
import { runName, type Scene } from '../scene.ts';
import { plainText, startOf } from '../texts/plain-text.ts';
import { paragraph, quote } from '../texts/rich-text.ts';

const MOST_QUOTES = 6;

/** Quotes under the name of the step that they stand in. */
export function evidenceView(
  evidence: readonly Evidence[],
  scene: Scene,
  length: number,
): readonly RichTextBlockElement[] {
  const shown = evidence.slice(0, MOST_QUOTES);
  const more = evidence.length - shown.length;
  return [
    ...[...Map.groupBy(shown, ({ runId }) => runId)].flatMap(([runId, cited]) => [
      paragraph(stepWords(runName(runId, scene))),
      ...cited.map((each) => quote(startOf(each.quote.trim(), length))),
    ]),
    ...(more > 0 ? [paragraph(`And ${more.toLocaleString('en')} more.`)] : []),
  ];
}

export function droppedWords(count: number): string {
  return count === 1
    ? 'One quote was not in the trace, so it was left out.'
    : `${count.toLocaleString('en')} quotes were not in the trace, so they were left out.`;
}

function stepWords(step: RunName | undefined): string {
  if (step === undefined) return 'In one step of the trace:';
  return `In “${shorten(plainText(step.name), 120)}”${step.what === undefined ? '' : `, ${step.what}`}:`;
}
