import { hypothesisPack } from '../../refine/pack/hypothesis-pack.ts';
import { type AnswerForOne, fileForOne, whisper } from '../controls/reply.ts';
import type { SlackTools } from '../tools.ts';
import type { AboutCase } from './reach-case.ts';

/** The case as a Hypothesis Pack, as a file for one alone: whoever sees the case may have it. */
export async function exportCase(
  { id, history: { facts } }: Pick<AboutCase, 'id' | 'history'>,
  { version }: Pick<SlackTools, 'version'>,
): Promise<AnswerForOne> {
  const pack = hypothesisPack(facts, version);
  if ('refused' in pack) return whisper(pack.refused);
  const content = `${JSON.stringify(pack, null, 2)}\n`;
  return fileForOne({ name: `${id}-hypothesis-pack.json`, title: `${id}: Hypothesis Pack`, content });
}
