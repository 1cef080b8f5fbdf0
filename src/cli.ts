import { randomUUID } from 'node:crypto';
import { enableCompileCache } from 'node:module';

/** The same verbs as the bot's, on a terminal: `npm run -s refinery -- --help`. */
enableCompileCache();
const { runInTerminal } = await import('./run-in-terminal.ts');

process.exitCode = await runInTerminal({ words: process.argv.slice(2), environment: process.env, newKey: randomUUID });
