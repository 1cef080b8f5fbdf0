import { expect, it } from 'vitest';
import { guideLibrary } from '../../src/library/guides.ts';
import { adviceWords } from '../../src/refine/case/advice-words.ts';
import { findGuides } from '../../src/refine/text/find-guides.ts';
import { GUIDES_FOLDER } from '../../src/wiring.ts';

const guides = await guideLibrary(GUIDES_FOLDER).guides();
const titles = (failure: string, model: string | null = null) =>
  findGuides(failure, model, guides).map(({ title }) => title);

it('are short', () => {
  expect(guides.length).toBeGreaterThan(7);
  for (const { text } of guides) expect(text.split('\n').length).toBeLessThan(40);
});

it.each([
  ['Retrieval misses', 'The search returned passages about shipping, though the customer asked about returns.'],
  ['Retrieval misses', 'The knowledge base holds the answer, but the retriever ranked an outdated document first.'],
  ['Retrieval misses', 'No documents were found for the query, and the agent answered without any.'],
  ['Wrong tools, wrong arguments and loops', 'The agent called the refund tool with the wrong argument.'],
  [
    'Wrong tools, wrong arguments and loops',
    'The same lookup was repeated nine times in a loop until the steps ran out.',
  ],
  ['Wrong tools, wrong arguments and loops', 'It never called the order lookup function and guessed the parameter.'],
  ['Instructions that conflict or are not followed', 'Two rules of the system prompt contradict each other.'],
  [
    'Instructions that conflict or are not followed',
    'The instruction to never mention prices was ignored: the policy was violated.',
  ],
  ['Answers of the wrong form', 'The answer is no valid JSON: the field total is missing from the schema.'],
  ['Answers of the wrong form', 'It wrote a markdown table where plain structured output was wanted.'],
  ['Answers of the wrong form', 'The parser failed on the format of the list.'],
  ['Too much context, and what gets lost in its middle', 'The context window was full, and the history was truncated.'],
  [
    'Too much context, and what gets lost in its middle',
    'What the customer said earlier in the long conversation got lost.',
  ],
  ['Invented facts', 'The agent pretends to remember past chats, though it has no memory.'],
  ['Invented facts', 'It made up a price that stands nowhere.'],
  ['Invented facts', 'A hallucinated claim: nothing supports the promise.'],
  ['Refusing too much, or agreeing too much', 'The agent refused a harmless request about killing a process.'],
  [
    'Refusing too much, or agreeing too much',
    'Under pressure it caved and agreed with the wrong claim of the customer.',
  ],
  ['The wrong language or tone', 'The customer wrote in German and was answered in English.'],
  ['The wrong language or tone', 'The reply sounds rude; the tone should be friendly and formal.'],
])('%s: %s', (title, failure) => {
  expect(titles(failure)[0]).toBe(title);
});

it.each([
  ['gpt-6.1-terra', 'Writing for OpenAI’s GPT models'],
  ['o3-mini', 'Writing for OpenAI’s GPT models'],
  ['claude-sonnet-5', 'Writing for Anthropic’s Claude models'],
  ['models/gemini-2.5-pro', 'Writing for Google’s Gemini models'],
  ['llama3.1:8b', 'Writing for small open models'],
])('%s is written for by one guide, and three are the most', (model, title) => {
  const found = titles('The search for documents was called with a wrong argument, and a price was invented.', model);
  expect(found).toHaveLength(3);
  expect(found.filter((name) => name.startsWith('Writing for'))).toEqual([title]);
});

it('finds nothing where nothing is like it', () => {
  expect(titles('Zebra xylophone.', 'some-model')).toEqual([]);
});

it('says which were read, and whose they are', () => {
  const advice = {
    guides: [
      { title: 'Invented facts', from: 'refinery' },
      { title: 'House style', from: 'project' },
    ],
    alike: [],
  } as const;
  expect(adviceWords(advice)).toEqual([
    ['Guides read', 'Invented facts'],
    ['The project’s own guides read', 'House style'],
  ]);
  expect(adviceWords(undefined)).toEqual([]);
});
