import { enableCompileCache } from 'node:module';

/** The service: `npm start`. */
enableCompileCache();
const { serve } = await import('./serve.ts');

process.exitCode = await serve(process.env);
