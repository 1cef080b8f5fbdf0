import { parseArgs } from 'node:util';
import { type Sample, startSample } from './start-sample.ts';
import { tellSample } from './tell-sample.ts';

/** `npm run sample`: starts the sample, says how to try Refinery on it, and serves until Ctrl-C. */

const USAGE = `Usage: npm run sample [-- --dir DIR] [-- --json]

  --dir DIR   where the agent's repository and the traces go (default: .refinery/sample)
  --json      print what was started as one line of JSON
  --help      show this
`;

/** The model's is the one that .env.example names. */
const PORTS = { model: 4010, langSmith: 4011 };

const options = readOptions();
if (!options) stop(2, USAGE);
else if (options.help) process.stdout.write(USAGE);
else await run(options.dir, options.json);

async function run(dir: string, json: boolean): Promise<void> {
  const sample = await startSample({ dir, ports: PORTS }).catch((error: Error) => error);
  if (sample instanceof Error) return stop(1, `The sample could not be started: ${sample.message}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sample.close());
  process.stdout.write(json ? `${JSON.stringify(asJson(sample))}\n` : tellSample(sample, process.cwd()));
}

function readOptions(): Readonly<{ dir: string; json: boolean; help: boolean }> | undefined {
  try {
    return parseArgs({
      options: {
        dir: { type: 'string', default: '.refinery/sample' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

function asJson({ repo, head, langSmith, model, failures }: Sample): object {
  const { url, apiKey } = langSmith;
  return { repo, head, modelUrl: model.url, langSmith: { url, apiKey }, failures };
}

function stop(exitCode: number, why: string): void {
  process.stderr.write(why);
  process.exitCode = exitCode;
}
