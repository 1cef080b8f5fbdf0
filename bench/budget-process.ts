import { once } from 'node:events';
import type { Call } from '../src/domain/call.ts';
import { openAi } from '../src/models/openai.ts';
import { ownBudgets, sharedBudgets } from '../src/store/budgets.ts';
import { openDatabase } from '../src/store/open-database.ts';

/**
 * One of several processes that ask one provider: makes all its calls at once as soon as it is told to, and says how
 * long they took and how many failed. Without the URL of a database it counts for itself.
 */
const [, , url = '', calls = '', chars = '', perMinute = '', databaseUrl] = process.argv;
const usual = { tokens: Number(perMinute), requests: 100_000 };
const database = databaseUrl ? await openDatabase({ databaseUrl, dataDir: '' }) : undefined;
const budgets = (database && sharedBudgets(database, usual)) ?? ownBudgets(usual);
const model = openAi({
  ...{ model: 'bench', overrules: true, apiKey: 'none', baseUrl: `${url}/v1`, standIn: false, timeoutMs: 120_000 },
  budget: budgets('bench'),
});
const call = (content: string): Call => ({
  ...{ runId: 'run', model: 'bench', tools: [], responseFormat: null },
  ...{ parameters: {}, messages: [{ role: 'user', content, toolCalls: [], toolCallId: null }] },
});

// The SDK is loaded, the code is warm.
await model.replay(call('Paper.'));
process.send?.('ready');
await once(process, 'message');
const begun = performance.now();
const text = 'Paper, ink and pens in a box. '.repeat(Math.ceil(Number(chars) / 30)).slice(0, Number(chars));
const went = await Promise.allSettled(Array.from({ length: Number(calls) }, () => model.replay(call(text))));
const failed = went.filter(({ status }) => status === 'rejected').length;
process.send?.({ tookMs: performance.now() - begun, failed });
await database?.close();
process.disconnect?.();
