/** Slack takes messages of 40,000 characters; nobody says more than this about a case in one. */
const LONGEST_CHARS = 8_000;

/** What is kept of a message. */
export const saidText = (text: string): string => text.slice(0, LONGEST_CHARS).toWellFormed();
