import { styleText } from 'node:util';
import type { Screen } from './screen.ts';
import { wrapLines } from './wrap-lines.ts';

/** The terminal that the process was started from. Questions and progress go to stderr. */
export function consoleScreen(signal: AbortSignal): Screen {
  const { stdin, stdout, stderr } = process;
  const attended = stdin.isTTY === true && stderr.isTTY === true;
  let shown: string | undefined;
  /** Since there was nothing to wait for, where lines can't be replaced: what is done side by side would be said again and again. */
  const said = new Set<string>();

  const clear = () => {
    if (stderr.isTTY && shown !== undefined) stderr.write('\r\u001b[2K');
  };
  const above = (write: () => void) => {
    clear();
    write();
    if (stderr.isTTY && shown !== undefined) stderr.write(shown);
  };

  // Who reads our output may have had enough: `| head` is no fault.
  for (const stream of [stdout, stderr]) stream.on('error', quietly);

  return {
    attended,
    out: (text) => above(() => stdout.write(`${text}\n`)),
    err: (text) => above(() => stderr.write(`${stderr.isTTY ? wrapLines(text, stderr.columns) : text}\n`)),
    wrap: (text, column) => (stdout.isTTY ? wrapLines(text, stdout.columns, column) : text),
    paint: (style, text) => styleText(style, text, { stream: stdout, validateStream: true }),

    progress(line) {
      clear();
      // Where lines can't be replaced, counting would only fill the page.
      const text = stderr.isTTY ? line : line?.replace(/,? \d+\/\d+$/, '');
      const next = text && styleText('dim', `  ${text} …`, { stream: stderr });
      if (next && stderr.isTTY) stderr.write(next);
      else if (next && !said.has(next)) stderr.write(`${next}\n`);
      if (next) said.add(next);
      else said.clear();
      shown = next || undefined;
    },

    async choose(message, options) {
      if (!attended) return undefined;
      const { isCancel, select } = await import('@clack/prompts');
      const answer = await select<string>({
        message,
        options: options.map((option) => ({ ...option })),
        output: stderr,
        signal,
      });
      return isCancel(answer) ? undefined : options.find(({ value }) => value === answer)?.value;
    },

    async confirm(message, proposed) {
      if (!attended) return undefined;
      const { confirm, isCancel } = await import('@clack/prompts');
      const answer = await confirm({ message, initialValue: proposed, output: stderr, signal });
      return isCancel(answer) ? undefined : answer;
    },

    async write(message) {
      if (!attended) return undefined;
      const { isCancel, text } = await import('@clack/prompts');
      const answer = await text({ message, output: stderr, signal });
      return isCancel(answer) || !answer?.trim() ? undefined : answer;
    },
  };
}

function quietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
