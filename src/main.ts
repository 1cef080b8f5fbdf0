import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** The service: `npm start`. */
enableCompileCache();
const [{ serve }, { withEnvFile }] = await Promise.all([import('./serve.ts'), import('./config.ts')]);

process.exitCode = await serve(withEnvFile(process.env, join(import.meta.dirname, '..')));
