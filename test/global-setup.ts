import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the test files of one run make together, and only once: the PostgreSQL cluster, an empty embedded store. */
    sharedFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'refinery-test-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o711);
  project.provide('sharedFolder', folder);
  return async () => {
    await stopPostgres(join(folder, 'postgres'));
    await rm(folder, { recursive: true, force: true });
  };
}
