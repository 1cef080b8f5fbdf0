import type { Unclear } from '../../domain/diagnosis.ts';

/** What is asked back of people; `undefined` where it is clear, or where there are no two readings to choose from. */
export function unclearIn({
  is_clear,
  question,
  readings,
}: Readonly<{ is_clear: boolean; question: string | null; readings: readonly string[] }>): Unclear | undefined {
  const [first, second, ...others] = [...new Set(readings.map((reading) => reading.trim()).filter(Boolean))];
  if (is_clear || !question?.trim() || !first || !second || others.length > 0) return undefined;
  return { question: question.trim(), readings: [first, second] };
}
