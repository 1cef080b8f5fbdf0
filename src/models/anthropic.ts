import { messagesDialect } from './messages-dialect.ts';
import type { Provider } from './provider.ts';
import { speaking } from './speaking.ts';

/** Bedrock and Vertex name the same models otherwise, and are other hosts. */
const ANTHROPIC_NAME = /^(?:anthropic\/)?(claude-[\w.-]+)$/;

/** Anthropic, or another server that speaks its Messages API; the address is without `/v1`, as for Anthropic's own SDK. */
export const anthropicProvider: Provider = {
  name: 'anthropic',
  settings: { key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', needs: 'key', ending: 'is written without /v1' },
  open: (model, { baseUrl, ...settings }) =>
    speaking(
      messagesDialect,
      { provider: anthropicProvider, model, address: baseUrl ?? 'https://api.anthropic.com', ownNames: ANTHROPIC_NAME },
      settings,
    ),
};
