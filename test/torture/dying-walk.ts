import { readConfig } from '../../src/config.ts';
import { openEngine } from '../../src/engine/dbos.ts';
import { openDesk } from '../../src/flow/desk.ts';
import type { Chapter } from '../../src/ports.ts';
import { recogniseTrace } from '../../src/refine/trace/recognise-trace.ts';
import { chapters, openStore, wireHouse } from '../../src/wiring.ts';

/**
 * Walks one case as far as it goes, and dies by `kill -9` right after a step:
 * before the engine could store its result, after that, or after so many milliseconds.
 *
 * usage: node dying-walk.ts <request key> <trace> <expectation> <repo> <before|after|never|milliseconds> [steps that may live]
 * Prints the stage at which the case stands, if it lives that long.
 */
const [requestKey = '', text = '', expectation = '', repo = '', when = 'never', spared = '^$'] = process.argv.slice(2);
const isSpared = (step: string) => new RegExp(spared).test(step);
const config = readConfig(process.env);
const house = wireHouse(config, { clock: Date.now, searchPath: process.env.PATH });
const store = await openStore(config);
const by = { id: 'terminal/torture', name: 'torture' };
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
};
if (Number(when) > 0) setTimeout(die, Number(when));

const engine = await openEngine({
  pool: store.database.pool,
  chapters: chapters.map((make) => dyingBefore(make(house, store.records))),
  onStep: ({ state, step }) => {
    if (when === 'after' && state === 'done' && !isSpared(step)) setImmediate(die);
  },
  onLost: () => process.exit(70),
});
const desk = openDesk(config.REFINERY_WORKSPACE, house, store.records, engine);

const { ref } = recogniseTrace(house.sources, text);
const project = { name: 'agent', repo, context: null, approvers: null, fourEyes: false };
const id = await desk.open({ requestKey, by, source: ref, expectation, project });
let history = await desk.goOn(id);
while (history.now.stage === 'proven' || history.now.stage === 'published') {
  if (history.now.stage === 'proven') {
    const fixed = history.now.verdicts.find(({ word }) => word === 'fixed');
    const offered = await desk.offer(id, by, fixed?.hypothesisId ?? '');
    if ('refused' in offered) throw new Error(offered.refused);
    await desk.sayYes(id, by, offered.offer, []);
  } else {
    await desk.rollBack(id, by);
  }
  history = await desk.goOn(id);
}
console.log(JSON.stringify({ id, stage: history.now.stage, failure: history.failure }));
await desk.close();
await store.database.close();
await house.workshop.close();

/** The step has done its work, and nobody has written that down yet. */
function dyingBefore({ name, run }: Chapter): Chapter {
  return {
    name,
    run: (turn, steps) =>
      run(turn, {
        ...steps,
        step: (step, work) =>
          steps.step(step, async (spent) => {
            const result = await work(spent);
            if (when === 'before' && !isSpared(step)) die();
            return result;
          }),
      }),
  };
}
