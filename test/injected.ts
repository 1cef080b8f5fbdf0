import { readConfig } from '../src/config.ts';
import type { Diagnosis } from '../src/domain/diagnosis.ts';
import { USUAL_READING } from '../src/domain/reading.ts';
import type { SafeTrace } from '../src/domain/trace.ts';
import { analyseTrace } from '../src/flow/analyst/analyse.ts';
import { onlyAnalyst } from '../src/flow/analyst/analyst.ts';
import { ask } from '../src/flow/analyst/ask.ts';
import { diagnoseTrace } from '../src/flow/analyst/diagnose.ts';
import { proposeFixes } from '../src/flow/analyst/propose.ts';
import type { Reported } from '../src/flow/analyst/reported.ts';
import type { House } from '../src/flow/house.ts';
import { judgeAnswer } from '../src/flow/judge-answer.ts';
import { atHand } from '../src/flow/reader.ts';
import { viewOf } from '../src/flow/view-trace.ts';
import type { CodeHost, Model, ModelRequest, PromptLibrary } from '../src/ports.ts';
import { reply } from '../src/questions/reply.ts';
import type { Lesson } from '../src/refine/case/lesson.ts';
import { wireHouse } from '../src/wiring.ts';
import { filledIn } from './filled-in.ts';
import { HARMLESS, PROMPT_FILE } from './injections.ts';
import { someBase, someCall, someCheck, someModel, someOpened, someOutput, someProven } from './unit/some.ts';
import { someSafeTrace } from './unit/some-trace.ts';

/** A case that holds one text wherever somebody from outside may write, in the house as it is but for the model and git. */
export const EXPECTATION = 'say that we cannot remember past chats';
export const RUNS = 8;

const house = wireHouse(readConfig({}), { clock: () => 0 });

export function traceWith(text: string): SafeTrace {
  const asked = { role: 'user', content: `Do you remember me? ${text}` };
  return someSafeTrace([
    { id: 'r1', name: text, inputs: { messages: [asked] }, outputs: { answer: text }, model: text },
    {
      id: 'r2',
      parentId: 'r1',
      kind: 'retriever',
      inputs: { query: text },
      outputs: { documents: [{ page_content: text, metadata: { source: text, [`key ${text}`]: 1 } }] },
    },
    { id: 'r3', parentId: 'r1', kind: 'tool', name: `tool ${text}`, inputs: { order: text }, outputs: text },
    { id: 'r4', parentId: 'r1', kind: 'tool', status: 'error', inputs: { order: 1 }, error: text },
    { id: 'r5', parentId: 'r1', kind: 'tool', inputs: {}, outputs: { text: JSON.stringify({ said: text }) } },
    { id: `r6 ${text}`, parentId: 'r1', inputs: text, outputs: [text, { text }] },
    { id: 'r7', parentId: `r6 ${text}`, kind: 'parser', inputs: { lines: text.split('\n') } },
    {
      id: 'r8',
      parentId: 'r1',
      kind: 'llm',
      inputs: { messages: [{ role: 'system', content: `You help customers. ${text}` }, asked] },
      outputs: { role: 'assistant', content: `Yes, I remember. ${text}` },
    },
  ]);
}

/** Files that somebody committed; only read from. */
function filesWith(text: string): CodeHost {
  const said = text.replaceAll('\0', '').toWellFormed();
  const files: Readonly<Record<string, string>> = {
    [PROMPT_FILE]: `You help customers. ${said}\n`,
    [`prompts/${said.slice(0, 100)}.md`]: said,
    '.refinery/guides/memory.md': `# Cannot remember past chats\n${EXPECTATION} ${said}`,
  };
  const notWritten = () => Promise.reject(new Error('nothing is written'));
  return {
    nameOf: (text) => text,
    head: async () => someBase,
    pullRequestBase: async () => undefined,
    list: async () => Object.keys(files),
    search: async () => [],
    read: async (_repo, _at, path) => {
      const file = files[path];
      return file === undefined ? undefined : { bytes: new TextEncoder().encode(file), mode: '100644' };
    },
    signed: async () => [],
    publish: notWritten,
    rollBack: notWritten,
    look: async () => undefined,
  };
}

const lessonWith = (text: string): Lesson => ({
  id: someOpened().id,
  repo: '/agent',
  place: null,
  failure: `${EXPECTATION} ${text}`,
  changes: [{ title: text, kind: text, verdict: text, why: text, chosen: true }],
  decision: 'published',
  reasons: [text],
});

function reportedWith(text: string, expectation: string): Reported {
  return {
    trace: atHand(traceWith(text), house),
    reading: USUAL_READING,
    triage: { suspects: [], signals: [{ kind: 'error', runIds: ['r4'], detail: text }] },
    expectation,
    objections: [text],
    discussion: [`Ada: ${text}`],
    lessons: [lessonWith(text)],
    own: [],
  };
}

/** A model that says `text` wherever a schema lets it say anything, and keeps what it was asked. */
export function sayingEverywhere(text: string): Model & Readonly<{ asked: ModelRequest[] }> {
  const asked: ModelRequest[] = [];
  const model = someModel({
    async answer(request) {
      asked.push(request);
      const answer = JSON.stringify(filledIn(request.schema, text));
      return { text: answer, model: 'hostile', usage: { inputTokens: 1, outputTokens: 1 } };
    },
  });
  return { ...model, asked };
}

const confinedWith = (text: string, analyst: Model): House => ({
  ...house,
  analyst: onlyAnalyst(analyst),
  judge: analyst,
  codeHost: filesWith(text),
  guides: { guides: async () => [] },
});

/** What the analyst makes of a case with a text in it, and of the model's own saying. */
export async function diagnosedWith(text: string, analyst: Model): Promise<Diagnosis> {
  return (await diagnoseTrace(reportedWith(text, EXPECTATION), confinedWith(text, analyst))).diagnosis;
}

/** All that a model is sent for a case with `text` in it, by the name of the question. */
export async function requestsOf(text: string, expectation = EXPECTATION): Promise<ReadonlyMap<string, ModelRequest>> {
  // Without fixes to judge: no process is started for them.
  const analyst = sayingNothing();
  const asked = naming(house.prompts);
  const here = { ...confinedWith(text, analyst), prompts: asked.prompts };
  const reported = reportedWith(text, expectation);
  const { diagnosis } = someProven();
  const told = {
    ...diagnosis,
    explanation: `It must say that we cannot remember past chats. ${text}`,
    failingRunId: 'r8',
  };
  await diagnoseTrace(reported, here);
  await proposeFixes(reported, told, someOpened().project, here);
  const about = {
    expectation,
    diagnosis: told,
    proof: [{ fix: text, result: 'fixed, 5 of 5' }],
    discussion: [`Ada: ${text}`],
    asked: text,
    isHeldBack: false,
    view: (await viewOf(reported)).text,
  };
  await ask(reply, about, () => Promise.reject(new Error('a model was set')), [], here);
  const messages = [{ role: 'user' as const, content: text, toolCalls: [], toolCallId: null }];
  const check = { ...someCheck, assertions: [], rubric: { question: `Does it ${expectation}?`, votes: 1 } };
  const output = { ...someOutput(text), toolCalls: [{ id: '1', name: text, arguments: { text } }] };
  await judgeAnswer(check, { output, tookMs: null, usage: null }, someCall({ messages }), here);
  return new Map(analyst.asked.map((request) => [asked.questionOf(request), request]));
}

/** What a model is sent of each part, where the trace is read in groups. */
export async function partsOf(text: string): Promise<readonly ModelRequest[]> {
  const analyst = sayingNothing();
  const reported = reportedWith(text, EXPECTATION);
  const reading = { strategy: 'groups', viewTokens: 25_000, partTokens: 60, parts: RUNS } as const;
  await analyseTrace({ ...reported, reading }, await viewOf(reported), confinedWith(text, analyst));
  return analyst.asked;
}

/** Keeps to every schema, and says as little as it may. */
function sayingNothing(): Model & Readonly<{ asked: ModelRequest[] }> {
  const asked: ModelRequest[] = [];
  const model = someModel({
    async answer(request) {
      asked.push(request);
      const answer = JSON.stringify(filledIn(request.schema, HARMLESS), (_key, value) =>
        Array.isArray(value) ? [] : value,
      );
      return { text: answer, model: 'some', usage: { inputTokens: 1, outputTokens: 1 } };
    },
  });
  return { ...model, asked };
}

/** Which question a request puts is told by the prompt that is in it. */
function naming(library: PromptLibrary) {
  const rendered = new Map<string, string>();
  const prompts: PromptLibrary = {
    async prompt(question, values) {
      const prompt = await library.prompt(question, values);
      rendered.set(question, prompt.system);
      return prompt;
    },
  };
  const questionOf = ({ system, user }: ModelRequest): string => {
    const [name] = [...rendered].find(([, prompt]) => user.startsWith(prompt)) ?? [];
    return name ?? [...rendered].find(([, prompt]) => prompt === system)?.[0] ?? 'nobody knows what';
  };
  return { prompts, questionOf };
}
