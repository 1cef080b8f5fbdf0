import type { ModelRequest } from '../src/ports.ts';

/** Of a request: which question it puts. One about a trace says so in its task, others by the name of their schema. */
export function questionOf({ shared, user, schemaName }: ModelRequest): string {
  return shared ? (/^Task: `(\w+)`/.exec(user)?.[1] ?? 'unknown') : schemaName;
}

/** What belongs to the task, as JSON between its marks. */
export function materialOf(user: string): Record<string, unknown> {
  const material = /<material (mark \w+)>\n([\s\S]*)\n<\/material \1>/.exec(user)?.[2];
  return JSON.parse(material ?? 'null');
}
