import { applyRules } from '../../refine/text/redact.ts';

/** Edits must fit files to the byte, and are for the guards to judge. */
const AS_THEY_ARE = 'edits';
const HIDDEN = '[secret]';

/**
 * What a model says, without keys and passwords: it is read in Slack, kept and exported, and may come from anywhere, not from
 * the trace alone. Names and addresses stay, which it may quote from the project's own files.
 */
export function hideSecrets<Answer>(answer: Answer): Answer {
  return hidden(answer) as Answer;
}

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return applyRules(value, [], (kind, _, said) => (kind === 'secret' ? HIDDEN : said));
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === AS_THEY_ARE ? each : hidden(each)]),
  );
}
