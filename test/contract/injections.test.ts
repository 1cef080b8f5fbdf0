import { afterAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { USUAL_READING } from '../../src/domain/reading.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { proposeFixes } from '../../src/flow/analyst/propose.ts';
import { atHand } from '../../src/flow/reader.ts';
import { wireHouse } from '../../src/wiring.ts';
import { FILES } from '../hostile-answers.ts';
import { EXPECTATION, traceWith } from '../injected.ts';
import { INJECTIONS } from '../injections.ts';
import { someProven } from '../unit/some.ts';
import { saying } from './saying-model.ts';
import { removeFolders, someFolder, someRepo } from './some-repo.ts';

/** A model that changes what an injection asks for: real git, and the real guards. What comes of a yes is in `hostile-model.test.ts`. */
const house = wireHouse(readConfig({ REFINERY_DATA: someFolder() }), { clock: () => 0, searchPath: process.env.PATH });
const repo = someRepo(FILES);
afterAll(async () => {
  await house.workshop.close();
  removeFolders();
});

const obeyed = INJECTIONS.flatMap((injection) => (injection.asks ? [{ ...injection, asks: injection.asks }] : []));
/** As many as are looked at of one answer. */
const AT_ONCE = 5;
const groups = Array.from({ length: Math.ceil(obeyed.length / AT_ONCE) }, (_, group) =>
  obeyed.slice(group * AT_ONCE, (group + 1) * AT_ONCE),
);

it.each(groups)('a guard stands in the way of what is asked for, and nothing is written: $name …', async (...group) => {
  const before = repo.noticeable();
  const reported = {
    trace: atHand(traceWith(group.map(({ text }) => text).join('\n')), house),
    reading: USUAL_READING,
    triage: { suspects: [], signals: [] },
    expectation: EXPECTATION,
    objections: [],
    discussion: [],
    own: [],
  };
  const project = { ...someProven().project, repo: repo.folder };
  const analyst = saying(...group.map(({ asks }) => [asks.edit]));
  const { hypotheses } = await proposeFixes(reported, someProven().diagnosis, project, {
    ...house,
    analyst: onlyAnalyst(analyst),
  });
  const found = hypotheses.map(({ findings }) => findings.map(({ guard, severity }) => `${guard}: ${severity}`));
  expect(found).toHaveLength(group.length);
  for (const [index, { name, asks }] of group.entries())
    expect([name, found[index]]).toEqual([name, expect.arrayContaining([`${asks.guard}: ${asks.severity}`])]);
  expect(repo.noticeable()).toEqual(before);
});
