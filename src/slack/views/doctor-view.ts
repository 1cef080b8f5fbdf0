import type { KnownBlock } from '@slack/types';
import type { Examined } from '../../domain/examined.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { plainText } from '../texts/plain-text.ts';
import { bold, bullets, heading, richText } from '../texts/rich-text.ts';

const MOST_FAULTS = 20;

/** Of what is well, the names are enough: the rest says where things are on a machine, and is for the terminal. */
export function doctorBlocks(findings: readonly Examined[]): readonly KnownBlock[] {
  const named = (wanted: Examined['state']) => findings.filter(({ state }) => state === wanted).map(({ part }) => part);
  const faults = findings.filter(({ state }) => state === 'fault').slice(0, MOST_FAULTS);
  const lines = [
    ...faults.map(({ part, says }) => [bold(`${part}: `), shorten(plainText(says), 300)]),
    ...(['ok', 'off'] as const).flatMap((state) => {
      const parts = [...new Set(named(state))];
      return parts.length === 0 ? [] : [[`${STATES[state]}: ${shorten(parts.join(', '), 500)}.`]];
    }),
  ];
  const title = faults.length === 0 ? 'all is well' : `${faults.length.toLocaleString('en')} to mend`;
  return [heading(`Configuration: ${title}`), richText(bullets(lines))];
}

const STATES = { ok: 'In order', off: 'Not in use' } as const;
