import { join, resolve } from 'node:path';
import { failures } from './failures.ts';
import { servePage } from './page/serve-page.ts';
import { startSlack } from './slack/start-slack.ts';
import { startSample } from './start-sample.ts';

/** What the bot is started with in the playground: settings that were not made, and the channel that is set up already. */
export type Playground = Readonly<{
  /** The page to open. */
  url: string;
  environment: Readonly<Record<string, string>>;
  bindings: readonly Readonly<{ channel: string; name: string; repo: string }>[];
  close(): Promise<void>;
}>;

/** The page is where a bookmark finds it again. */
const PORT = 4000;
const CHANNEL = 'C00000AGENT';

/**
 * A small Slack on this machine with the sample beside it: the agent's repository,
 * its failures in a LangSmith fake, and a stand-in for its model. A part yields to
 * the real one as soon as `given` has the key for that.
 */
export async function startPlayground(given: Readonly<Record<string, string | undefined>>): Promise<Playground> {
  const data = resolve(import.meta.dirname, '..', given.REFINERY_DATA || '.refinery');
  const sample = await startSample({ dir: join(data, 'sample') });
  const isLangSmithReal = Boolean(given.LANGSMITH_API_KEY);
  // The sample's traces are in its own LangSmith, which the bot does not read beside a real one.
  const suggestions = (isLangSmithReal ? [] : sample.failures).map(({ name, link, expectation }) => ({
    channel: CHANNEL,
    label: failures.find((failure) => failure.name === name)?.label ?? name,
    text: `/refinery ${link} expected: ${expectation}`,
  }));
  const slack = await startSlack({
    port: Number(given.REFINERY_PLAYGROUND_PORT || PORT),
    extraRequests: servePage,
    suggestions,
    // The sample's own LangSmith.
    unfurlDomains: ['127.0.0.1'],
    keptIn: join(data, 'playground-slack.json'),
  });
  return {
    url: slack.url,
    environment: {
      // Nobody here asks for the health check, and whatever else runs on this machine may have its usual port.
      PORT: '0',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REFINERY_REPOS: [given.REFINERY_REPOS, sample.repo].filter(Boolean).join(','),
      ...(!isLangSmithReal && {
        LANGSMITH_API_KEY: sample.langSmith.apiKey,
        LANGSMITH_ENDPOINT: sample.langSmith.url,
      }),
      // Plays what the sample's agent asked of it, whoever the analyst is, and all else only where no real model can be asked.
      REFINERY_STAND_IN_URL: sample.model.url,
    },
    bindings: [{ channel: `slack/${slack.team.id}/${CHANNEL}`, name: 'plumwick-support', repo: sample.repo }],
    close: async () => {
      await slack.close();
      await sample.close();
    },
  };
}
