const READS_LIKE_ERROR =
  /traceback \(most recent call last\)|\b\w{0,40}(?:exception|error)\b ?:|\berror occurred\b|\bexit ?code:? [1-9]|\b(?:timed? ?out|unauthori[sz]ed|forbidden|not found|no results found|failed with)\b|\b500 internal/i;

/** Whether a text, of a step that need not have failed, says that something did. */
export function readsLikeError(text: string): boolean {
  return READS_LIKE_ERROR.test(text);
}
