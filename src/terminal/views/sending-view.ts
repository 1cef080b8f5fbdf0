import type { Sending } from '../../domain/sending.ts';
import { NOTHING_REPLACED, replacedWords, SENT_BESIDES } from '../../refine/case/sending-words.ts';
import { printable } from '../../refine/text/printable.ts';
import type { Screen } from '../screen.ts';

/** What would be sent to models, and what was replaced in it. */
export function sendingView(sending: Sending, paint: Screen['paint']): string {
  const replaced = replacedWords(sending);
  return [
    `${paint('bold', 'Before anything is sent')}  ${sending.tokens.toLocaleString('en')} tokens of the trace, to ${printable(sending.to.join(', '))}`,
    ...(replaced.length === 0
      ? [`  ${NOTHING_REPLACED}`]
      : ['  Replaced in it:', ...replaced.map((line) => `  • ${line}`)]),
    paint('dim', `  ${SENT_BESIDES}`),
  ].join('\n');
}
