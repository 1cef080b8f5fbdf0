/** The text of an answer, as far as it may be held in memory: the rest is not waited for. */
export async function readText(response: Response, mostChars: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    const part = decoder.decode(value, { stream: !done });
    parts.push(part);
    length += part.length;
    if (done) return parts.join('');
    if (length > mostChars) {
      await reader.cancel();
      return parts.join('').slice(0, mostChars);
    }
  }
}
