import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { environmentOf, ROOT } from '../../refinery.ts';
import { emptyStore } from '../../stores.ts';

/** `npm start` as a newcomer has it: no token, no key; a data folder of its own, and ports that are free. */
export type Started = Readonly<{
  url: string;
  /** The sample agent's repository. */
  repo: string;
  /** All that it printed, on either stream. */
  said(): string;
  /** Asks it to end, as Ctrl-C does. @returns its exit code */
  end(): Promise<number | null>;
  kill(): Promise<void>;
}>;

/** Resolves once the address of the page is printed. */
export async function startPlayground(data: string, settings: Readonly<Record<string, string>> = {}): Promise<Started> {
  await emptyStore(data);
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'src/main.ts')], {
    cwd: ROOT,
    env: environmentOf({
      REFINERY_DATA: data,
      REFINERY_PLAYGROUND_PORT: '0',
      // What the page shows is tried here, not how fast this machine is.
      REFINERY_PLAYGROUND_PATIENCE_MS: '30000',
      ...settings,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const endBy = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  let said = '';
  const url = await new Promise<string>((open, failed) => {
    const hear = (part: Buffer) => {
      said += part.toString();
      const [address] = /http:\/\/\S+/.exec(said) ?? [];
      if (address && said.includes('Ctrl-C')) open(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then(() => failed(new Error(`it ended: ${said}`)));
  });
  return {
    url,
    repo: join(data, 'sample', 'agent'),
    said: () => said,
    end: () => endBy('SIGINT'),
    kill: async () => void (await endBy('SIGKILL')),
  };
}
