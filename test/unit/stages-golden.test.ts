import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackSample } from '../../playground/unpack-sample.ts';
import { readConfig } from '../../src/config.ts';
import { onlyAnalyst } from '../../src/flow/analyst/analyst.ts';
import { type Diagnosed, diagnoseTrace } from '../../src/flow/analyst/diagnose.ts';
import { type Proposals, proposeFixes } from '../../src/flow/analyst/propose.ts';
import { atHand } from '../../src/flow/reader.ts';
import type { Model, ModelRequest } from '../../src/ports.ts';
import { meantWords } from '../../src/refine/case/meant.ts';
import { redact } from '../../src/refine/text/redact.ts';
import { detailsView } from '../../src/slack/modals/details-view.ts';
import { NO_PROGRESS, progressAfter } from '../../src/slack/painting/progress.ts';
import { threadOf } from '../../src/slack/thread-of.ts';
import { caseView } from '../../src/terminal/views/case-view.ts';
import { wireHouse } from '../../src/wiring.ts';
import { materialOf, questionOf } from '../asked.ts';
import { EXPECTED, fileOf, RECORDED, type Recorded, recordedAnswer } from '../recorded-analyst.ts';
import { blocksText, threadText } from '../thread-text.ts';
import { someModel, someVerdict } from './some.ts';
import { ben, historyAfter, recordedCase, type Step, someScene, stepsTo } from './some-history.ts';

/**
 * Each stage of the sample's failures with a model as the analyst: what it is asked, what comes of its answers
 * (`answers.json`, written by hand), and what people read. Change a sentence, read it all again, and say yes with `-u`.
 */
let repo: string;
const house = wireHouse(readConfig({}), { clock: () => 0, searchPath: process.env.PATH });
beforeAll(async () => {
  repo = await mkdtemp(join(tmpdir(), 'refinery-stages-'));
  await unpackSample(repo);
});
afterAll(async () => {
  await house.workshop.close();
  await rm(repo, { recursive: true });
});

type Stages = Readonly<{ requests: readonly ModelRequest[]; diagnosed: Diagnosed; proposed: Proposals }>;

async function stagesOf(name: Recorded): Promise<Stages> {
  const requests: ModelRequest[] = [];
  const expectation = EXPECTED[name];
  const model: Model = someModel({
    name: 'openai/analyst-fake',
    async answer(request) {
      requests.push(request);
      const task = request.shared ? request.user : request.system;
      expect(task).toContain(expectation);
      const { system, shared, user } = request;
      const text = `${shared?.text ?? ''}\n${user}`;
      const said = recordedAnswer({ question: questionOf(request), instructions: system, text });
      const usage = { inputTokens: 4_000, outputTokens: 400, cachedInputTokens: 3_000 };
      return { text: JSON.stringify(said), model: 'analyst-fake', usage };
    },
  });
  const asking = { ...house, analyst: onlyAnalyst(model) };
  const source = house.sources.find(({ isLocal }) => isLocal);
  if (!source) throw new Error('nothing reads files');
  const locator = fileOf(name, 'trace.json');
  const trace = atHand(redact(await source.fetch({ source: source.name, locator }), []), house);
  const { triage } = await trace('triage', { expectation });
  const reading = { strategy: 'whole' as const, viewTokens: 25_000 };
  const reported = { trace, reading, triage, expectation, objections: [], discussion: [], own: [] };
  const diagnosed = await diagnoseTrace(reported, asking);
  const project = { name: 'support', repo, context: null, approvers: null, fourEyes: false };
  return { requests, diagnosed, proposed: await proposeFixes(reported, diagnosed.diagnosis, project, asking) };
}

/** The tasks themselves are prompts, and guides have pages of their own; here stands what belongs to each task, and what comes before it. */
function askedText(requests: readonly ModelRequest[]): string {
  const sorted = requests.toSorted((one, other) => ORDER.indexOf(questionOf(one)) - ORDER.indexOf(questionOf(other)));
  return sorted
    .map((request) => {
      const { shared, user } = request;
      const before = shared ? `after the trace, ${shared.key}, ${shared.text.length} characters` : 'without the trace';
      const { guides, ...material } = materialOf(user) ?? {};
      const titles = Array.isArray(guides) && { guides: guides.map(({ title }) => title) };
      return `# ${questionOf(request)}, ${before}\n\n${JSON.stringify({ ...material, ...titles }, null, 2)}`;
    })
    .join('\n\n\n');
}
const ORDER = ['health', 'clarify', 'analyse', 'gap', 'diagnose', 'propose'];

function historyOf(name: Recorded, { diagnosed, proposed }: Stages) {
  const { now } = recordedCase(name);
  const { base, check, hypotheses } = proposed;
  const holds = name !== 'order';
  const verdicts = hypotheses.map((hypothesis) => {
    const isEval = hypothesis.kind === 'eval';
    const about = { base, check: check.digest, sample: now.verdicts[0]?.sample ?? null };
    if (holds && !isEval) return someVerdict(hypothesis, about);
    const reason = isEval ? 'It changes nothing that the model is given.' : null;
    return someVerdict(hypothesis, { ...about, word: 'not-fixed', fixed: 0, reason, sample: now.reproduction.sample });
  });
  const [opened, read] = stepsTo(now);
  if (!opened || !read) throw new Error('no steps');
  const steps: readonly Step[] = [
    opened,
    read,
    [1, { kind: 'diagnosed', atMs: 3, ...diagnosed }],
    [1, { kind: 'proposed', atMs: 4, ...proposed, hypotheses: [...hypotheses] }],
    [1, { kind: 'proven', atMs: 5, reproduction: now.reproduction, verdicts }],
  ];
  return { steps, runNames: recordedCase(name).runNames };
}

it.each(RECORDED)('%s: asked, answered, found and shown', async (name) => {
  const stages = await stagesOf(name);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`.replaceAll(repo, '/agents/support');
  const golden = (file: string) => fileOf(name, `by-model/${file}`);
  await expect(`${askedText(stages.requests)}\n`.replaceAll(repo, '/agents/support')).toMatchFileSnapshot(
    golden('asked.md'),
  );
  await expect(json(stages.diagnosed)).toMatchFileSnapshot(golden('diagnosed.json'));
  await expect(json(stages.proposed)).toMatchFileSnapshot(golden('proposed.json'));
  const { steps, runNames } = historyOf(name, stages);
  const history = historyAfter(...steps);
  await expect(threadText(threadOf(someScene(history, { runNames })))).toMatchFileSnapshot(golden('thread.md'));
  const { blocks } = detailsView(history, 1);
  await expect(`${blocksText(blocks as never)}\n`).toMatchFileSnapshot(golden('details.md'));
  await expect(`${caseView(history.now, plain)}\n`.replaceAll(repo, '/agents/support')).toMatchFileSnapshot(
    golden('terminal.txt'),
  );
});

const plain = (_style: string, text: string): string => text;

it('price: while its parts are read', () => {
  const { now, runNames } = recordedCase('price');
  const progress = progressAfter(progressAfter(NO_PROGRESS, { step: 'read part 1/4', state: 'done' }), {
    step: 'read part 3/4',
    state: 'done',
  });
  const posts = threadOf(someScene(historyAfter(...stepsTo(now).slice(0, 2)), { runNames, progress }));
  return expect(threadText(posts)).toMatchFileSnapshot(fileOf('price', 'by-model/reading.md'));
});

it('price: read in part, and its question settled', async () => {
  const stages = await stagesOf('price');
  const { steps, runNames } = historyOf('price', stages);
  const { diagnosis } = stages.diagnosed;
  const coverage = { whole: 9, inPart: 3, left: 2, unread: ['2 runs from “open_page_4” on'] };
  const analysis = { events: [], decisions: [], ...diagnosis.analysis, coverage };
  const history = historyAfter(
    ...steps.slice(0, 2),
    [1, { kind: 'diagnosed', atMs: 3, ...stages.diagnosed, diagnosis: { ...diagnosis, analysis } }],
    [1, { kind: 'commented', atMs: 4, by: ben, text: meantWords(EXPECTED.price), addressed: false }],
  );
  const posts = threadOf(someScene(history, { runNames })).filter(({ slot }) => slot === 'diagnosis/1');
  await expect(threadText(posts)).toMatchFileSnapshot(fileOf('price', 'by-model/settled.md'));
});
