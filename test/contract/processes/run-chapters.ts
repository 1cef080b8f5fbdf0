import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaseId } from '../../../src/domain/case.ts';
import { openEngine } from '../../../src/engine/dbos.ts';
import type { Chapter } from '../../../src/ports.ts';
import { openDatabase } from '../../../src/store/open-database.ts';

/**
 * Runs one chapter and says what happens, in a file that outlives it.
 *
 * usage: node run-chapters.ts <place> <file> <chapter> <start|watch> [steps after which it dies by kill -9]
 */
const [place = '', file = '', chapter = '', role = '', deadly = ''] = process.argv.slice(2);
const note = (line: string) => appendFileSync(file, `${line}\n`);

/** Four steps at once, which end in the reverse order, then one that sees their results. */
const parallel: Chapter = {
  name: 'parallel',
  async run(_turn, { step }) {
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name, index) =>
        step(name, async () => {
          await sleep(60 * (4 - index));
          note(`did ${name}`);
          return `${name}!`;
        }),
      ),
    );
    await step('sum', async () => {
      note(`sum ${results.join('')}`);
      return null;
    });
  },
};

/** One step that lasts until the test says go. */
const slow: Chapter = {
  name: 'slow',
  async run(_turn, { step }) {
    await step('long', async () => {
      note(`begun by ${process.pid}`);
      while (!existsSync(`${file}.go`)) await sleep(50);
      note(`done by ${process.pid}`);
      return null;
    });
  },
};

let steps = 0;
const database = await openDatabase(JSON.parse(place));
const engine = await openEngine({
  pool: database.pool,
  chapters: [parallel, slow],
  onStep: ({ state }) => {
    if (state === 'done' && ++steps === Number(deadly)) process.kill(process.pid, 'SIGKILL');
  },
  onLost: ({ kind }) => {
    console.log(`lost ${kind}`);
    process.exit(70);
  },
});
console.log('ready');
const turn = { at: { workspace: 'w', id: CaseId.parse('RF-1') }, chapter, decision: '1' };
if (role === 'start') await engine.start(turn);
await engine.ended(turn);
console.log('ended');
await engine.close();
await database.close();
