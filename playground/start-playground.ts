import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { failures } from './failures.ts';
import { type GitHubStandIn, openGitHub } from './github/serve-github.ts';
import { servePage } from './page/serve-page.ts';
import { runGit } from './run-git.ts';
import { CHANNELS } from './slack/default-world.ts';
import { startSlack } from './slack/start-slack.ts';
import { startSample } from './start-sample.ts';

/** What the bot is started with in the playground: settings that were not made, and the channel that is set up already. */
export type Playground = Readonly<{
  /** The page to open. */
  url: string;
  environment: Readonly<Record<string, string>>;
  bindings: readonly Readonly<{ channel: string; name: string; repo: string }>[];
  /** Where the bot hears of news on GitHub. */
  hearAt(url: string): void;
  close(): Promise<void>;
}>;

/** The page is where a bookmark finds it again. */
const PORT = 4000;
const CHANNEL = 'C00000AGENT';
const ON_GITHUB = 'C0000GITHUB';
const PROJECT = 'plumwick-support';

/**
 * A small Slack on this machine with the sample beside it: the agent's repository,
 * its failures in a LangSmith fake, and a stand-in for its model. A part yields to
 * the real one as soon as `given` has the key for that.
 */
export async function startPlayground(given: Readonly<Record<string, string | undefined>>): Promise<Playground> {
  const data = resolve(import.meta.dirname, '..', given.REFINERY_DATA || '.refinery');
  const isGitHubReal = Boolean(given.GITHUB_TOKEN || given.GITHUB_APP_ID);
  let url = '';
  const [sample, gitHub] = await Promise.all([
    startSample({ dir: join(data, 'sample') }),
    isGitHubReal ? undefined : gitHubUnlessLacking(data, () => url),
  ]);
  const channels = gitHub ? [CHANNEL, ON_GITHUB] : [CHANNEL];
  const isLangSmithReal = Boolean(given.LANGSMITH_API_KEY);
  // The sample's traces are in its own LangSmith, which the bot does not read beside a real one.
  const suggestions = (isLangSmithReal ? [] : sample.failures).flatMap(({ name, link, expectation }) =>
    channels.map((channel) => ({
      channel,
      label: failures.find((failure) => failure.name === name)?.label ?? name,
      text: `/refinery ${link} expected: ${expectation}`,
    })),
  );
  const slack = await startSlack({
    port: Number(given.REFINERY_PLAYGROUND_PORT || PORT),
    ...(given.REFINERY_PLAYGROUND_PATIENCE_MS && { answerWithinMs: Number(given.REFINERY_PLAYGROUND_PATIENCE_MS) }),
    extraRequests: (request, response) => servePage(request, response) || gitHub?.answer(request, response) === true,
    ...(gitHub && { channels: [...CHANNELS, channelOf(gitHub)] }),
    suggestions,
    // The sample's own LangSmith.
    unfurlDomains: ['127.0.0.1'],
    keptIn: join(data, 'playground-slack.json'),
  });
  url = slack.url;
  const bind = (channel: string, repo: string) => ({
    channel: `slack/${slack.team.id}/${channel}`,
    name: PROJECT,
    repo,
  });
  return {
    url: slack.url,
    environment: {
      // Nobody here asks for the health check, and whatever else runs on this machine may have its usual port.
      PORT: '0',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REFINERY_REPOS: [given.REFINERY_REPOS, sample.repo, gitHub?.name].filter(Boolean).join(','),
      ...(gitHub && {
        GITHUB_URL: `${slack.url}/github`,
        GITHUB_TOKEN: gitHub.token,
        GITHUB_WEBHOOK_SECRET: gitHub.webhookSecret,
      }),
      ...(!isLangSmithReal && {
        LANGSMITH_API_KEY: sample.langSmith.apiKey,
        LANGSMITH_ENDPOINT: sample.langSmith.url,
      }),
      // Plays what the sample's agent asked of it, whoever the analyst is, and all else only where no real model can be asked.
      REFINERY_STAND_IN_URL: sample.model.url,
    },
    bindings: [bind(CHANNEL, sample.repo), ...(gitHub ? [bind(ON_GITHUB, gitHub.name)] : [])],
    hearAt: (address) => gitHub?.hearAt(address),
    close: async () => {
      await slack.close();
      await sample.close();
      await gitHub?.close();
    },
  };
}

/** `undefined` where git can't serve a repository, which is said: everything else goes on. */
async function gitHubUnlessLacking(data: string, server: () => string): Promise<GitHubStandIn | undefined> {
  const programs = await runGit(import.meta.dirname, ['--exec-path']).catch(() => '');
  if (!existsSync(join(programs, 'git-http-backend'))) {
    process.stderr.write('No channel with a GitHub: your git came without “git http-backend”. All else works.\n');
    return undefined;
  }
  return openGitHub({ folder: join(data, 'sample', 'github'), keptIn: join(data, 'playground-github.json'), server });
}

function channelOf({ name }: GitHubStandIn): (typeof CHANNELS)[number] {
  const [first] = CHANNELS;
  return {
    id: ON_GITHUB,
    name: 'support-on-github',
    topic: `The same agent in ${name} on a stand-in for GitHub: fixes go as pull requests`,
    isPrivate: false,
    isDirect: false,
    isArchived: false,
    memberIds: first?.memberIds ?? [],
  };
}
