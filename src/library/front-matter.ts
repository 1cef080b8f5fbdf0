import type { z } from 'zod';

/** Split by hand: a front matter that calls itself JavaScript (`---js`) is not run, as some packages would. */
const FILE = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/;

/** A file with YAML above and text below. What is missing, unknown or misspelt above throws. */
export async function readFrontMatter<Head>(
  text: string,
  schema: z.ZodType<Head>,
): Promise<Readonly<{ head: Head; body: string }>> {
  const { parse } = await import('yaml');
  const [, head = '', body = ''] = FILE.exec(text) ?? [];
  return { head: schema.parse(parse(head)), body: body.trim() };
}
