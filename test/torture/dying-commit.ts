import { gitHub } from '../../src/code/github/github.ts';
import { localGit } from '../../src/code/local-git.ts';
import type { Publication } from '../../src/ports.ts';
import { committed, reversalOf } from '../contract/some-publication.ts';

/**
 * One process that publishes a change and takes it back, and is killed meanwhile, or gets to the end. It says "ready"
 * when it begins. Arguments: what `killed-commit.ts` gives.
 */
const [folder = '', json = '', url, token = ''] = process.argv.slice(2);
const { writes, ...publication } = JSON.parse(json) as Publication;
const tempDir = `${folder}/work`;
const host = url ? gitHub({ url, credential: { token }, folder: `${folder}/mirrors`, tempDir }) : localGit({ tempDir });
const bytes = (given: unknown) =>
  given === null ? null : new Uint8Array(Object.values(given as Record<string, number>));
process.stdout.write('ready\n');
const commit = committed(
  await host.publish({ ...publication, writes: writes.map((write) => ({ ...write, bytes: bytes(write.bytes) })) }),
);
committed(await host.rollBack({ ...reversalOf({ ...publication, writes }, commit.sha), published: commit }));
process.stdout.write('done\n');
