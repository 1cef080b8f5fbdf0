import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LangSmithFake, startLangSmithFake } from './langsmith-fake.ts';
import { type RecordedFailure, recordFailures } from './record-failures.ts';
import type { Served } from './serve.ts';
import { MODEL_NAME } from './stand-in/reply.ts';
import { startStandInModel } from './stand-in-model.ts';
import { unpackedHead, unpackSample } from './unpack-sample.ts';

export type SampleOptions = Readonly<{
  /** Gets `agent/` and `traces/`. */
  dir: string;
  /** Taken if they are free, else any others. */
  ports?: Readonly<{ model: number; langSmith: number }>;
}>;

export type SampleFailure = RecordedFailure & Readonly<{ exportPath: string }>;

export type Sample = Readonly<{
  /** The agent's repository, as an absolute path. */
  repo: string;
  head: string;
  /** False when the repository was there already. */
  isNew: boolean;
  langSmith: LangSmithFake;
  model: Served;
  failures: readonly SampleFailure[];
  close(): Promise<void>;
}>;

const PROJECT = 'plumwick-support';

/** The whole sample: two servers, the agent's repository, and its failures recorded as traces and export files. */
export async function startSample({ dir, ports }: SampleOptions): Promise<Sample> {
  const home = resolve(dir);
  const repo = join(home, 'agent');
  const known = await unpackedHead(repo);
  const head = known ?? (await unpackSample(repo)).head;
  const [langSmith, model] = await Promise.all([
    startLangSmithFake(ports && { port: ports.langSmith }),
    startStandInModel(ports && { port: ports.model }),
  ]);
  const close = async () => void (await Promise.all([langSmith.close(), model.close()]));

  try {
    const recorded = await recordFailures({
      langSmith: { url: langSmith.url, apiKey: langSmith.apiKey, project: PROJECT },
      model: { url: model.url, name: MODEL_NAME, apiKey: 'none-needed' },
      home: repo,
    });
    const failures = await Promise.all(recorded.map((failure) => withExport(failure, langSmith, join(home, 'traces'))));
    return { repo, head, isNew: known === undefined, langSmith, model, failures, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function withExport(failure: RecordedFailure, langSmith: LangSmithFake, folder: string): Promise<SampleFailure> {
  const exportPath = join(folder, `${failure.name}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(exportPath, `${JSON.stringify(langSmith.exportTrace(failure.traceId), null, 2)}\n`);
  return { ...failure, exportPath };
}
