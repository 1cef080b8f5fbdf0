import { loadTokenCounter } from '../src/library/token-counter.ts';
import { startAnalystProvider } from '../test/analyst-provider.ts';

/**
 * The provider of `bench/analyst.ts`, in a process of its own: a fake that counts o200k tokens and takes as long for an
 * answer as a large model may. It knows where a run begins, and answers with what any answer must have.
 */
const [tokensPerMinute = '0', speed = '1'] = process.argv.slice(2);

/** Of answers of that kind; invented, but of the size that the prompts ask for. An analysis grows with what is analysed. */
const OUTPUT: Readonly<Record<string, number>> = {
  health: 300,
  clarify: 80,
  gap: 500,
  diagnose: 900,
  propose: 1_500,
};
const FIRST_TOKEN_MS = 800;
const READ_PER_MS = 30;
const WRITTEN_PER_MS = 0.1;

const provider = await startAnalystProvider({
  tokensPerMinute: Number(tokensPerMinute),
  speed: Number(speed),
  count: await loadTokenCounter(),
  latencyMs: ({ inputTokens, cachedTokens, outputTokens }) =>
    FIRST_TOKEN_MS + (inputTokens - cachedTokens) / READ_PER_MS + outputTokens / WRITTEN_PER_MS,
  answer: ({ question, text }) => ({
    answer: answerTo(question, text),
    outputTokens: OUTPUT[question] ?? Math.min(1_200, 100 + Math.ceil(text.length / 200)),
  }),
});

function answerTo(question: string, text: string): unknown {
  const run = /^#+ run \d+.* llm .* (\S+)$/m.exec(text)?.[1] ?? null;
  switch (question) {
    case 'health':
      return { findings: [] };
    case 'clarify':
      return { is_clear: true, question: null, readings: [] };
    case 'analyse':
      return { analyse: { events: run === null ? [] : [{ run_id: run, what: 'It answered.' }], decisions: [] } };
    case 'gap':
      return { gap: { clauses: [] } };
    case 'diagnose':
      return {
        diagnose: {
          ...{ category: 'prompt', summary: 'S.', explanation: 'E.', failing_run_id: run, suspects: [], evidence: [] },
          ...{ falsified_by: 'F.', confidence: 'low', confidence_reason: 'R.' },
        },
      };
    default:
      return { propose: { hypotheses: [] } };
  }
}

process.send?.({ url: provider.url });
process.on('message', () => process.send?.({ paid: provider.paid, refused: provider.refused() }));
process.once('disconnect', () => process.exit());
