import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFor } from '../manifest-for.ts';
import { textOf, type Verb } from '../verb.ts';

const MANIFEST = join(import.meta.dirname, '../../../manifest.yml');

export const manifestVerb: Verb = {
  name: 'manifest',
  about: 'Print the manifest of the Slack app for your installation, to paste on api.slack.com/apps.',
  args: '',
  options: [
    {
      flags: '--http <address>',
      about: 'Slack reaches the bot there, https://bot.example.org, instead of by Socket Mode',
    },
    {
      flags: '--unfurl <hosts>',
      about: 'also tell of links to these hosts, separated by commas: a LangSmith of your own',
    },
  ],
  examples: ['manifest --unfurl langsmith.example.org', 'manifest --http https://bot.example.org'],
  async run(call) {
    const { options, tools } = call;
    const address = options.http === undefined ? undefined : textOf(call, 'http');
    const unfurled = options.unfurl === undefined ? [] : textOf(call, 'unfurl').split(',');
    const installation = { address, unfurled: unfurled.map((host) => host.trim()) };
    tools.screen.out(manifestFor(await readFile(MANIFEST, 'utf8'), installation).trimEnd());
    return 0;
  },
};
