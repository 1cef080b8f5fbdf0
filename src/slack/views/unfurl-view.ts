import type { ContextBlock, KnownBlock } from '@slack/types';
import { durationWords } from '../../refine/picture/duration-words.ts';
import type { TraceSummary } from '../../refine/picture/trace-summary.ts';
import { mrkdwnInReadersZone } from '../texts/in-readers-zone.ts';
import { buttons, label } from '../texts/rich-text.ts';
import { diagnoseWay } from '../ways/diagnose-way.ts';

/** A trace that somebody linked, in a few lines. `thread`: what the case would be discussed under. */
export type Linked = Readonly<{ link: string; thread: string; summary: TraceSummary }>;

/**
 * What stands under the link. No `rich_text`, whose place in what is unfurled Slack does not promise; so all that comes
 * from the trace is `plain_text`, and the time alone, which is ours, `mrkdwn`.
 */
export function unfurlView({ link, thread, summary }: Linked): readonly KnownBlock[] {
  const { name, failed, asked, answered, firstError } = summary;
  const pressable = buttons(diagnoseWay.draw({ link, thread }));
  const told = [
    ...(asked === null ? [] : [`Asked: ${asked}`]),
    ...(answered === null ? [] : [`Answered: ${answered}`]),
  ];
  return [
    plain(failed ? `“${name}” failed` : `“${name}”`),
    figures(summary),
    ...(told.length === 0 ? [] : [plain(told.join('\n'))]),
    ...(firstError ? [plain(`First error, in “${firstError.run}”: ${firstError.text}`)] : []),
    ...(pressable ? [pressable] : []),
  ];
}

const plain = (text: string): KnownBlock => ({ type: 'section', text: label(text, 3_000) });

function figures({ startMs, tookMs, tokens, runs }: TraceSummary): ContextBlock {
  const words = [
    `${runs.toLocaleString('en')} ${runs === 1 ? 'step' : 'steps'}`,
    ...(tookMs === null ? [] : [durationWords(tookMs)]),
    ...(tokens === null ? [] : [`${tokens.toLocaleString('en')} tokens`]),
  ];
  const when = startMs === null ? [] : [{ type: 'mrkdwn' as const, text: mrkdwnInReadersZone(startMs) }];
  return { type: 'context', elements: [...when, label(words.join(' · '), 300)] };
}
