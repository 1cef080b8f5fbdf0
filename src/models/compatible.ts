import { chatDialect } from './chat-dialect.ts';
import type { Provider } from './provider.ts';
import { speaking } from './speaking.ts';

const OLLAMA = 'http://127.0.0.1:11434/v1';

/** A server that speaks OpenAI's Chat Completions: Ollama, vLLM, LM Studio, Mistral. Many on one's own machine ask for no key. */
export const compatibleProvider: Provider = {
  name: 'compatible',
  settings: { key: 'REFINERY_COMPATIBLE_KEY', url: 'REFINERY_COMPATIBLE_URL', needs: 'url', ending: 'ends in /v1' },
  open: (model, { baseUrl = OLLAMA, ...settings }) =>
    speaking(chatDialect, { provider: compatibleProvider, model, address: baseUrl, ownNames: null }, settings),
};
