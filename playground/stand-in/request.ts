/** What the stand-in is given, whichever API it came by. It sees nothing else. */
export type ModelRequest = Readonly<{
  /** System and developer messages count as `system`. */
  messages: readonly RequestMessage[];
  /** Empty as well when the request forbids calling tools. */
  tools: readonly Tool[];
}>;

export type RequestMessage = Readonly<{ role: 'system' | 'user' | 'assistant' | 'tool'; text: string }>;

/** `parameters` is a JSON Schema, as the request gave it. */
export type Tool = Readonly<{ name: string; description: string; parameters: unknown }>;

/** What it answers: text, or one tool call. */
export type Answer = Readonly<{ text: string }> | Readonly<{ tool: string; arguments: Arguments }>;

export type Arguments = Readonly<Record<string, string | number>>;

const DOCUMENTS_HEADING = /^\W*documents\W*$/im;

/** Prompt text, without the documents that may stand behind it: they are never instructions. */
export function promptOf({ messages }: ModelRequest): string {
  const texts = messages.flatMap(({ role, text }) => (role === 'system' ? [beforeDocuments(text)] : []));
  return texts.join('\n\n');
}

/** The customer's last message, without documents around it. */
export function questionOf({ messages }: ModelRequest): string {
  const text = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const [, marked] = /^\W*question\s*:\s*([\s\S]+)$/im.exec(text) ?? [];
  return (marked ?? beforeDocuments(text)).trim();
}

export function documentsPartOf(text: string): string | undefined {
  const heading = DOCUMENTS_HEADING.exec(text);
  return heading ? text.slice(heading.index + heading[0].length) : undefined;
}

function beforeDocuments(text: string): string {
  const heading = DOCUMENTS_HEADING.exec(text);
  return heading ? text.slice(0, heading.index) : text;
}
