import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'langsmith';
import { getCurrentRunTree, traceable } from 'langsmith/traceable';
import { wrapOpenAI } from 'langsmith/wrappers/openai';
import type OpenAI from 'openai';
import { type Article, asPromptPart, searchArticles } from './search.ts';
import { lookUpOrder, lookUpOrderTool } from './tools.ts';

export type AgentOptions = Readonly<{
  openAi: OpenAI;
  langSmith: Client;
  model: string;
  /** Name of the LangSmith project that runs are traced to. */
  project: string;
  /** Folder with `prompts/` and `data/`. */
  home: string;
}>;

export type Question = Readonly<{ message: string; customerName: string; today: string }>;

/** `runId` is the trace's, so that a colleague can be sent a link to it. */
export type Answered = Readonly<{ answer: string; runId: string }>;

type Chat = OpenAI.ChatCompletionMessageParam;

/** The support agent: routes a message, then searches articles, looks up an order, or just answers. */
export function createSupportAgent({ openAi, langSmith, model, project, home }: AgentOptions) {
  const tracing = { client: langSmith, project_name: project, tracingEnabled: true };
  const llm = wrapOpenAI(openAi, tracing);
  const ask = (messages: Chat[], tools?: OpenAI.ChatCompletionFunctionTool[]) =>
    llm.chat.completions.create({ model, temperature: 0, messages, ...(tools && { tools }) });

  const route = traceable(async (message: string) => ({ route: routeFor(message) }), {
    ...tracing,
    name: 'route',
    run_type: 'chain',
  });

  const search = traceable(
    async (query: string) => searchArticles(await dataIn<Article[]>(home, 'articles.json'), query),
    { ...tracing, name: 'search_articles', run_type: 'retriever' },
  );

  const lookUp = traceable(
    async ({ order_id }: { order_id?: unknown }) => lookUpOrder(await dataIn(home, 'orders.json'), order_id),
    { ...tracing, name: 'look_up_order', run_type: 'tool' },
  );

  async function answerFromArticles(question: Question): Promise<string> {
    const documents = await search(question.message);
    const completion = await ask([
      { role: 'system', content: await prompt(home, 'answer-from-documents.md', question) },
      { role: 'system', content: asPromptPart(documents) },
      { role: 'user', content: question.message },
    ]);
    return textOf(completion);
  }

  async function answerAboutOrder(question: Question): Promise<string> {
    const messages: Chat[] = [
      { role: 'system', content: await prompt(home, 'support.md', question) },
      { role: 'user', content: question.message },
    ];
    const first = await ask(messages, [lookUpOrderTool]);
    const call = first.choices[0]?.message.tool_calls?.[0];
    if (call?.type !== 'function') return textOf(first);
    const found = await lookUp(JSON.parse(call.function.arguments)).catch((error: Error) => ({ error: error.message }));
    const second = await ask([
      ...messages,
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: call.id, content: JSON.stringify(found) },
    ]);
    return textOf(second);
  }

  async function answerDirectly(question: Question): Promise<string> {
    const completion = await ask([
      { role: 'system', content: await prompt(home, 'support.md', question) },
      { role: 'user', content: question.message },
    ]);
    return textOf(completion);
  }

  const answers = { articles: answerFromArticles, order: answerAboutOrder, direct: answerDirectly };
  return traceable(
    async (question: Question): Promise<Answered> => {
      const { route: chosen } = await route(question.message);
      return { answer: await answers[chosen](question), runId: getCurrentRunTree().trace_id };
    },
    { ...tracing, name: 'support_agent', run_type: 'chain', metadata: { agent: 'plumwick-support', version: '1.0.0' } },
  );
}

function routeFor(message: string): 'articles' | 'order' | 'direct' {
  if (/\border\b.*\d/i.test(message)) return 'order';
  return /\b(?:plans?|prices?|costs?|pause|deliver\w*|gifts?)\b/i.test(message) ? 'articles' : 'direct';
}

async function prompt(home: string, file: string, { customerName, today }: Question): Promise<string> {
  const values = new Map([
    ['customer_name', customerName],
    ['today', today],
  ]);
  const template = await readFile(join(home, 'prompts', file), 'utf8');
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (hole, name: string) => values.get(name) ?? hole);
}

async function dataIn<Data>(home: string, file: string): Promise<Data> {
  return JSON.parse(await readFile(join(home, 'data', file), 'utf8'));
}

function textOf(completion: OpenAI.ChatCompletion): string {
  return completion.choices[0]?.message.content ?? '';
}
