import { geminiDialect } from './gemini-dialect.ts';
import type { Provider } from './provider.ts';
import { speaking } from './speaking.ts';

const GEMINI_NAME = /^(?:models\/|google\/|gemini\/)?((?:gemini|gemma)-[\w.-]+)$/;

/** The Gemini API of Google, or another server that speaks it; the address is without `/v1beta`. Vertex AI wants other keys. */
export const geminiProvider: Provider = {
  name: 'gemini',
  settings: { key: 'GEMINI_API_KEY', url: 'GEMINI_BASE_URL', needs: 'key', ending: 'is written without /v1beta' },
  open: (model, { baseUrl, ...settings }) =>
    speaking(
      geminiDialect,
      {
        provider: geminiProvider,
        model,
        address: baseUrl ?? 'https://generativelanguage.googleapis.com',
        ownNames: GEMINI_NAME,
      },
      settings,
    ),
};
