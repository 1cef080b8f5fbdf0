import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../src/domain/reading.ts';
import type { Put } from './analyst-provider.ts';

/** The sample's failures in `test/cases`: a recorded trace each, and what an analyst may say of it, written by hand. */
export const RECORDED = ['memory', 'price', 'order'] as const;
export type Recorded = (typeof RECORDED)[number];

export const EXPECTED: Readonly<Record<Recorded, string>> = {
  memory: 'say that we cannot remember past chats',
  price: 'say that it costs $39 a month',
  order: 'look up order A-0042',
};

export const fileOf = (name: Recorded, file: string): string => join(import.meta.dirname, 'cases', name, file);

type Events = readonly Readonly<{ run_id: string }>[];
type Answers = Readonly<{ analyse: Readonly<{ events: Events; decisions: Events }> }> &
  Readonly<Record<string, unknown>>;
const answers = new Map(
  RECORDED.map((name) => [name, JSON.parse(readFileSync(fileOf(name, 'answers.json'), 'utf8')) as Answers]),
);

/** What the analyst says: of a part of the trace, what happened in it; asked about the trace, under the question's name. */
export function recordedAnswer({ question, instructions, text }: Put): unknown {
  const name = RECORDED.find((each) => `${instructions}${text}`.includes(EXPECTED[each]));
  const said = name && answers.get(name);
  if (!said) throw new Error(`nobody has written down what to say to: ${text.slice(-500)}`);
  if (question === 'health' || question === 'clarify') return said[question];
  if (question !== 'analyse') return { [question]: said[question] };
  const seen = (of: Events) => of.filter(({ run_id }) => text.includes(run_id));
  return { analyse: { events: seen(said.analyse.events), decisions: seen(said.analyse.decisions) } };
}

/** The provider as the analyst, the stand-in as the agent's model, and views so small that the longer traces have several parts. */
export function settingsFor(
  provider: Readonly<{ url: string }>,
  standIn: Readonly<{ url: string }>,
  reading: Reading['strategy'],
): Readonly<Record<string, string>> {
  return {
    OPENAI_API_KEY: 'none-needed',
    OPENAI_BASE_URL: provider.url,
    REFINERY_MODEL: 'openai/analyst-fake',
    REFINERY_COMPATIBLE_URL: standIn.url,
    REFINERY_REPLAY_MODEL: 'compatible/stand-in-1',
    REFINERY_READING: reading,
    REFINERY_VIEW_TOKENS: '6000',
  };
}
