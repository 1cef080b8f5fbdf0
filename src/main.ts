import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { join } from 'node:path';

/** The service: `npm start`. Without Slack's tokens, and not in production, it brings a Slack of its own: the playground. */
enableCompileCache();
// Threads that read begin with it, too: else each would load a compiler for its first file.
const compiled = getCompileCacheDir();
if (compiled) process.env.NODE_COMPILE_CACHE ??= compiled;
const [{ serve }, { withEnvFile }] = await Promise.all([import('./serve.ts'), import('./config.ts')]);

const environment = withEnvFile(process.env, join(import.meta.dirname, '..'));
const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, NODE_ENV } = environment;
const isPlayground = !SLACK_BOT_TOKEN && !SLACK_APP_TOKEN && !SLACK_SIGNING_SECRET && NODE_ENV !== 'production';
const open = async () => (await import('../playground/start-playground.ts')).startPlayground(environment);

process.exitCode = await serve(environment, isPlayground ? open : undefined);
