import { kindOf, RefineryError } from '../domain/errors.ts';
import type { FeedbackBook } from '../ports.ts';
import { redactText } from '../refine/text/redact.ts';
import { parseLangSmithLink } from '../refine/trace/langsmith-link.ts';
import { FEEDBACK_KEY } from './feedback-key.ts';
import { demandKey, findTrace, type LangSmithOptions, lineTo } from './langsmith.ts';

const PATIENCE_MS = 10_000;

/**
 * What people thought of a case, as feedback on the run that was reported:
 * https://docs.langchain.com/langsmith/feedback-data-format. Its score is 1 or 0.
 */
export function langSmithFeedback(options: LangSmithOptions): FeedbackBook {
  return {
    async note({ id, trace, rating, reason }) {
      demandKey(options);
      const link = parseLangSmithLink(trace.locator, options.endpoint);
      // Whoever was given a shared trace, or a conversation, was given no run to note it on.
      if (typeof link !== 'object' || link.kind !== 'run') return;
      const line = await lineTo(link.apiUrl, { timeoutMs: PATIENCE_MS, ...options }, async () => {}, undefined);
      const { traceId, projectId } = await findTrace(line, link);
      const said = {
        key: FEEDBACK_KEY,
        score: rating === 'good' ? 1 : 0,
        ...(reason !== null && { comment: redactText(reason) }),
      };
      try {
        await line.client.createFeedback({
          runId: link.run.id,
          traceId,
          sessionId: projectId,
          feedbackId: id,
          feedbackSourceType: 'app',
          ...said,
        });
      } catch (error) {
        if (kindOf(error) !== undefined) throw error;
        const status = error instanceof Error && 'status' in error ? error.status : undefined;
        const kind = status === 401 || status === 403 ? 'source-denied' : 'source-unavailable';
        throw new RefineryError(kind, `LangSmith, feedback: ${String(error).slice(0, 200)}`, { cause: error });
      }
    },
  };
}
