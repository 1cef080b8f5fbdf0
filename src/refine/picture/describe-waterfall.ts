import type { Suspect } from '../../domain/triage.ts';
import { printable } from '../text/printable.ts';
import { shorten } from '../text/shorten.ts';
import type { RunNames } from '../trace/run-names.ts';

/** Slack takes twice as much in an image block; a screen reader's listener does not. */
const MOST_CHARS = 1_000;
const MOST_FAILED = 5;
const MOST_NAME_CHARS = 60;
const MOST_REASON_CHARS = 160;

/** The waterfall for whoever does not see it: how much there is, the suspects with their reasons, what failed. */
export function describeWaterfall(
  about: string,
  suspects: readonly Suspect[],
  names: RunNames,
  failed: readonly string[],
): string {
  const named = suspects.map(({ runId, name, reasons }, index) => {
    const step = names.get(runId) ?? { name };
    const what = step.what === undefined ? '' : `, ${step.what}`;
    return `${index + 1}. ${shorten(step.name, MOST_NAME_CHARS)}${what}: ${shorten(reasons[0] ?? '', MOST_REASON_CHARS)}`;
  });
  const shown = failed.slice(0, MOST_FAILED).map((name) => shorten(name, MOST_NAME_CHARS));
  const more = failed.length - shown.length;
  const sentences = [
    `How the run went, step by step: ${about.replaceAll(' · ', ', ')}.`,
    ...(named.length === 0 ? [] : [`Where to look first: ${named.join(' ')}`]),
    ...(shown.length === 0 ? [] : [`Failed: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`]),
  ];
  return shorten(printable(sentences.join(' ')), MOST_CHARS);
}
