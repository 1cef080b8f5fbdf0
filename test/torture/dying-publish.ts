import { gitHub } from '../../src/code/github/github.ts';
import type { Publication } from '../../src/ports.ts';

/** One process that publishes on GitHub and is killed meanwhile, or gets to the end. Arguments: what `github.torture.ts` gives. */
const [url = '', token = '', folder = '', json = ''] = process.argv.slice(2);
const { writes, ...publication } = JSON.parse(json) as Publication;
const host = gitHub({ url, credential: { token }, folder: `${folder}/mirrors`, tempDir: `${folder}/work` });
const bytes = (given: unknown) =>
  given === null ? null : new Uint8Array(Object.values(given as Record<string, number>));
const outcome = await host.publish({
  ...publication,
  writes: writes.map((write) => ({ ...write, bytes: bytes(write.bytes) })),
});
process.stdout.write(JSON.stringify(outcome));
