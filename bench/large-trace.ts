/**
 * A LangSmith export as a busy agent leaves it: 35 runs, about 300K tokens, with
 * the failing call of the sample in it. Made by arithmetic, the same every time.
 * `times` makes every text of it that much longer.
 */
export type LargeTrace = Readonly<{ json: string; failingRunId: string; answer: string }>;

const RUNS = 35;
const WORDS =
  'order box paper ink pen parcel refund delivery plan month customer article stock colour nib letter week depot courier ledger'.split(
    ' ',
  );
const WORDS_PER_RUN = 4_500;

export function largeTrace(prompt: string, question: string, answer: string, times = 1): LargeTrace {
  const root = run(0, null, 'chain', 'support_agent', { message: question }, { answer });
  const steps = Array.from({ length: RUNS - 2 }, (_, index) => {
    const kind = ['retriever', 'tool', 'llm', 'chain'][index % 4] ?? 'chain';
    return run(index + 1, 0, kind, `step_${index + 1}`, inputsOf(kind, index, times), outputsOf(kind, index, times));
  });
  const failing = run(
    RUNS - 1,
    0,
    'llm',
    'ChatOpenAI',
    {
      model: 'stand-in-1',
      messages: [
        { role: 'system', content: prompt },
        { role: 'user', content: question },
      ],
    },
    {
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: answer } }],
    },
  );
  return { json: JSON.stringify([root, ...steps, failing]), failingRunId: failing.id, answer };
}

function run(number: number, parent: number | null, kind: string, name: string, inputs: object, outputs: object) {
  const start = new Date(1_780_000_000_000 + number * 1_000).toISOString();
  return {
    id: idOf(number),
    trace_id: idOf(0),
    parent_run_id: parent === null ? null : idOf(parent),
    name,
    run_type: kind,
    start_time: start,
    end_time: start,
    status: 'success',
    error: null,
    inputs,
    outputs,
    extra: { metadata: {} },
    dotted_order:
      parent === null
        ? `${stamp(number)}${idOf(number)}`
        : `${stamp(parent)}${idOf(parent)}.${stamp(number)}${idOf(number)}`,
  };
}

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const stamp = (number: number) => `20260601T0000${String(number).padStart(2, '0')}000000Z`;

function inputsOf(kind: string, index: number, times: number): object {
  if (kind === 'llm')
    return {
      messages: [
        { role: 'system', content: 'Sort what you are given.' },
        { role: 'user', content: prose(index, WORDS_PER_RUN * times) },
      ],
    };
  return { query: prose(index, 40) };
}

function outputsOf(kind: string, index: number, times: number): object {
  if (kind === 'llm')
    return {
      choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: prose(index + 100, 400 * times) } }],
    };
  if (kind === 'retriever')
    return {
      documents: Array.from({ length: 5 }, (_, part) => ({
        page_content: prose(index * 7 + part, (WORDS_PER_RUN / 2) * times),
        metadata: { source: `${part}.md` },
      })),
    };
  return { result: prose(index + 200, WORDS_PER_RUN * 1.5 * times) };
}

/** Plain text that does not repeat itself, from a small generator: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function prose(seed: number, words: number): string {
  let state = seed + 1;
  const said = Array.from({ length: Math.round(words) }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const word = WORDS[state % WORDS.length] ?? '';
    return index % 12 === 11 ? `${word} ${state % 1_000}.` : word;
  });
  return said.join(' ');
}
