import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorKinds } from '../../src/domain/errors.ts';
import { WHY_REFUSED } from '../../src/refine/case/outcome-words.ts';
import { COMMANDS } from '../../src/slack/commands/catalogue.ts';
import { readCommand } from '../../src/slack/hearing/read-command.ts';
import { HOME_BUTTONS } from '../../src/slack/home/home-buttons.ts';
import { tellPeople } from '../../src/slack/tell-people.ts';
import { greetingView, HELP, helpView } from '../../src/slack/views/help-view.ts';
import { controls } from '../../src/wiring-of-slack.ts';
import { verbs } from '../../src/wiring-of-terminal.ts';
import { refusedIn } from '../wrong-in-slack.ts';

const root = join(import.meta.dirname, '../..');
const sources = globSync('src/slack/**/*.ts', { cwd: root }).map((file) => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
}));

/** Every action_id and callback_id that was ever drawn. A new one is a line here; none is ever taken away. */
const EVER_DRAWN = [
  ...[
    'answer-further',
    'approve',
    'check-change',
    'check-modal',
    'check-right',
    'choose',
    'conversations',
    'details',
    'diagnose',
  ],
  ...['diagnose-all', 'diagnose-there', 'fill-in', 'forget-modal', 'go-further', 'home-examine', 'home-open'],
  ...['home-refresh', 'meant-first', 'meant-second', 'more-replays', 'object', 'object-modal', 'open-case'],
  ...['open-cases', 'other-message', 'other-message-modal', 'prove-again', 'rate-bad', 'rate-good', 'rate-modal'],
  ...[
    'record',
    'report',
    'report-again',
    'roll-back',
    'roll-back-modal',
    'run-command',
    'run-there',
    'saw',
    'second-yes',
    'send',
    'setup',
    'show-help',
    'stop',
  ],
  ...['try-again', 'unmute', 'write-context'],
];

describe('no dead buttons', () => {
  const { buttons, modals, forms, ways } = controls;
  const heard = [...[...buttons, ...modals, ...forms, ...ways].map(({ id }) => id), ...Object.values(HOME_BUTTONS)];

  it('whatever was ever drawn is listened to, and no name is given twice', () => {
    expect(heard.toSorted()).toEqual(EVER_DRAWN.toSorted());
    expect(new Set(heard).size).toBe(heard.length);
  });
});

describe('quiet', () => {
  it.each(sources.filter(({ text }) => /chat\.post|await respond\(/.test(text)))(
    '$file posts without previews, and makes no names of words',
    ({ file, text }) => {
      // It hands on what others post.
      if (file.endsWith('paced-client.ts')) return;
      expect(text).toContain('...QUIETLY');
    },
  );

  it('times in Slack are those of whoever reads: one place knows how', () => {
    const others = sources.filter(({ text }) => /toISOString|toLocale(?:Date|Time)String|Intl\.DateTime/.test(text));
    expect(others.map(({ file }) => file)).toEqual(['src/slack/texts/in-readers-zone.ts']);
  });
});

/** What experts need not know. */
const JARGON =
  /\b(?:tokens?|LLMs?|schemas?|JSON|YAML|null|undefined|NaN|exceptions?|stack traces?|HTTP|API|regex|UUID|boolean|payload|endpoint|webhook|prompt injection)\b|\bat .*\.ts:\d+|\[object |[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{16,}\b/i;
/** Sentences that may say one of them, and why. */
const ALLOWED: readonly RegExp[] = [
  // What a case cost is told in tokens where no price is known: it is what whoever pays asks for.
  /took [\d,]+ tokens/,
  // The limits are set in tokens where no price is known.
  /[\d,]+ tokens (?:at most|\()|\([\d,]+ tokens\)/,
  // The command that counts them.
  /shows where the tokens of a trace went/,
  // How much would be sent, for who is asked to let it go.
  /[\d,]+ tokens of the trace/,
  // What a tool takes, in a case that is for an engineer; a model may say so in its own words.
  /(?:Its|The) schema (?:takes only|is in the call)/,
  // The name of the file that an engineer is to mend.
  /\.refinery\/\w+\.json/,
  // Whoever runs it is to look at its tokens: of Slack, of GitHub.
  /look at my tokens? (?:and scopes|there)/,
];
/** Quotes from a trace, code and diffs say what they say. */
const ours = (text: string): string =>
  text
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '')
    .replace(/^>.*$/gm, '')
    .replace(/\]\(https?:[^)]*\)/g, ']')
    .replace(/“[^”]*”/g, '');
const jargonIn = (text: string): readonly string[] =>
  ours(text)
    .split('\n')
    .map((line) => ALLOWED.reduce((left, allowed) => left.replace(allowed, ''), line))
    .filter((line) => JARGON.test(line) && !line.startsWith('<!--') && !line.startsWith('📎'));

describe('plain words', () => {
  const golden = globSync(
    'test/cases/{memory,order,price}/**/{thread*,muted,case-command,fixes-on-others,conversations}.md',
    {
      cwd: root,
    },
  );

  it.each(golden)('%s', (file) => {
    expect(jargonIn(readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it('of every error, every refusal and the help', () => {
    const sentences = [...errorKinds.map(tellPeople), ...Object.values(WHY_REFUSED), HELP];
    expect(sentences.flatMap(jargonIn)).toEqual([]);
  });
});

it.each([
  ['of a channel', helpView()],
  ['for a greeting', greetingView()],
])('help %s fits into Slack, and is written out', (_where, { text, blocks }) => {
  expect(refusedIn({ text, blocks })).toEqual([]);
  expect(JSON.stringify(blocks)).not.toMatch(/`|\(empty\)/);
});

describe('commands', () => {
  /** Those of the product; why a terminal has none. */
  const PRODUCT: Readonly<Record<string, string | null>> = {
    open: null,
    form: 'a terminal asks for what is missing',
    help: '--help',
    setup: 'a terminal is bound to no channel: --repo and --project say the same',
    forget: null,
    context: null,
    failures: null,
    cases: null,
    case: null,
    export: null,
    rollback: null,
    doctor: null,
    audit: null,
    stats: null,
    mute: 'a terminal has no thread',
    redraw: 'a terminal has no thread',
  };
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const judge = (link: string) => (link.startsWith('https://smith.langchain.com/') ? ('trace' as const) : undefined);

  it.each(Object.keys(PRODUCT))('%s is in the help with an example that is understood, and in the README', (name) => {
    const known = COMMANDS.find((command) => command.name === name);
    const example = known?.example ?? '';
    expect(HELP).toContain(`\`${example}\``);
    const typed = example.replace('/refinery', '').replace('…', 'r/1');
    expect(readCommand(typed, judge).kind).not.toBe('near-miss');
    const shown = name === 'open' ? '/refinery <trace link> expected:' : example.split(' ').slice(0, 2).join(' ');
    expect(readme).toContain(`\`${shown}`);
  });

  it.each(Object.entries(PRODUCT).filter(([name, why]) => why === null && name !== 'stats'))(
    '%s is on the terminal, too',
    (name) => {
      const wanted = name === 'open' ? 'case' : name;
      expect(verbs.map((verb) => verb.name.split(' ')[0])).toContain(wanted);
    },
  );

  it('the help names no other', () => {
    expect(COMMANDS.map(({ name }) => name).filter((name) => !(name in PRODUCT) && name !== 'tokens')).toEqual([]);
  });
});
