import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Lets one of the test files of a run make something in `<shared>/<name>`; the others wait for it. */
export async function once(shared: string, name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(shared, name);
  const ready = `${folder}.ready`;
  const failed = `${folder}.failed`;
  const isMine = await mkdir(`${folder}.begun`).then(
    () => true,
    () => false,
  );
  if (isMine) {
    try {
      await make(folder);
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
    await writeFile(ready, '');
  }
  while (!existsSync(ready)) {
    if (existsSync(failed)) throw new Error(`another test file could not make ${folder}`);
    await sleep(50);
  }
  return folder;
}
