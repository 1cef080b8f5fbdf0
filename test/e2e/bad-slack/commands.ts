import { ADA, ADAS_DM, CONNOR, GWEN, PRIVATE, RANDOM, SUPPORT } from '../../slack-ids.ts';
import { failureOf } from '../slack-town.ts';
import { type Bad, type BadPlace, bad, command, goneLink } from './bad.ts';

const NO_COMMAND = /There is no command/;
const TOO_LONG = /too long to read/;
const NO_TRACE = /no link to a LangSmith trace|link to the trace is missing/;
const FOREIGN = /host that I do not read from|no link to a LangSmith trace|link to the trace is missing/;
const MEMBERS = /Only members/;
const NOT_BOUND = /\/refinery setup/;

/** A command with a link of a trace that there is. */
const about =
  (rest: string, { as = ADA, channel = SUPPORT } = {}): Bad['act'] =>
  (place) =>
    command(`${failureOf(place, 'memory').link} ${rest}`, { as, channel })(place);
/** One that becomes a case, of a trace that is not there. */
const expecting =
  (words: string): Bad['act'] =>
  (place: BadPlace) =>
    command(`${goneLink(place)} expected: ${words}`)(place);
const opens = { opens: true } as const;

export const COMMANDS: readonly Bad[] = [
  bad('a word that is no command', NO_COMMAND, command('prooove')),
  bad('<!channel> for a command', NO_COMMAND, command('<!channel>')),
  bad('zalgo', NO_COMMAND, command(`h${'\u0351\u0489'.repeat(500)}elp`)),
  bad('a right-to-left override', NO_COMMAND, command('\u202eplhe')),
  bad('a null character', NO_COMMAND, command('he\u0000lp')),
  bad('half an emoji', NO_COMMAND, command('he\ud83dlp')),
  bad('a fence of backticks', NO_COMMAND, command('```')),
  bad('8,001 characters', TOO_LONG, command('x'.repeat(8_001))),
  bad('100 KB of words', TOO_LONG, command('expected: '.repeat(10_000))),
  bad('ten thousand colons', NO_TRACE, command(`a ${'expcted:'.repeat(900)}`)),
  bad('redraw of a number that no case can have', /Say which case/, command('redraw RF-99999999999999999999')),
  bad('redraw of a path', /Say which case/, command('redraw ../../etc/passwd')),
  bad('redraw of a case that is not there', /There is no case RF-4711/, command('redraw RF-4711')),
  bad('forget without a name', /Say which case/, command('forget')),
  bad('forget of a case that is not there', /no case RF-4711/, command('forget RF-4711')),
  bad('failures of 9,999 days', /./, command('failures 9999d')),
  bad('a context file outside of the repository', /passwd/, command('context add-prompt ../../../etc/passwd')),
  bad('a context command that is none', /context/, command('context explode')),
  bad('a context from a foreign link', FOREIGN, command('context extract https://evil.example/r/1')),
  bad('an expectation alone', NO_TRACE, command('expected: <!channel> <@U0000000BEN>')),

  bad('a javascript: link', FOREIGN, command('javascript:alert(1) expected: no')),
  bad('a file: link', FOREIGN, command('file:///etc/passwd expected: no')),
  bad('a data: link', FOREIGN, command('data:text/html,<script>1</script> expected: no')),
  bad(
    'a link with a user’s name like the right host',
    FOREIGN,
    command('https://smith.langchain.com@evil.example/o/a/projects/p/b/r/c expected: no'),
  ),
  bad(
    'a link whose host begins like the right one',
    FOREIGN,
    command('https://smith.langchain.com.evil.example/public/a/r expected: no'),
  ),
  bad('a punycode lookalike', FOREIGN, command('https://smith.xn--lngchain-2fg.com/public/a/r expected: no')),
  bad('a Cyrillic lookalike', FOREIGN, command('https://smith.l\u0430ngchain.com/public/a/r expected: no')),
  bad('the address of a cloud’s metadata', FOREIGN, command('http://169.254.169.254/latest/meta-data expected: no')),
  bad('an address as one number', FOREIGN, command('http://2130706433/public/a/r expected: no')),
  bad('an address of version 6', FOREIGN, command('http://[::1]/public/a/r expected: no')),
  bad('another port of this machine', FOREIGN, command('http://127.0.0.1:22/public/a/r expected: no')),
  bad(
    'a link that would lead elsewhere',
    FOREIGN,
    command('https://evil.example/?to=https://smith.langchain.com/public/a/r expected: no'),
  ),
  bad(
    'a link of 100 KB',
    TOO_LONG,
    command(`https://smith.langchain.com/public/${'a'.repeat(100_000)}/r expected: no`),
  ),
  bad(
    'a link with a pipe and another one behind it',
    /./,
    command('https://smith.langchain.com/|https://evil.example expected: no'),
  ),
  bad('two traces at once', /one at a time/, (place) => about(`${failureOf(place, 'price').link} expected: no`)(place)),

  bad('another project than the channel’s', /leave out “project:”/, about('expected: no project: <!channel>')),
  bad('a repository outside', /leave out “repo:”/, about('expected: no repo: ../../../etc')),
  bad('another model', /another model/, about('expected: no model: rm-rf')),
  bad('a file outside of the repository', /path from the top/, about('expected: no files: ../../etc/passwd')),

  bad('an expectation that calls everybody', /does not exist/, expecting('<!channel> <!here> @everyone'), opens),
  bad(
    'an expectation that calls somebody',
    /does not exist/,
    expecting('<@U0000000BEN> <!subteam^S0GROUP|@team> @ben'),
    opens,
  ),
  bad(
    'an expectation with a link behind a label',
    /does not exist/,
    expecting('<https://evil.example|your bank>'),
    opens,
  ),
  bad('an expectation that ends code', /does not exist/, expecting('``` `*_~ ``` <!channel>'), opens),
  bad('an expectation from right to left', /does not exist/, expecting('say \u202eon\u202c no \u2066x'), opens),
  bad('an expectation in zalgo', /sentence or two/, expecting(`say n${'\u0351\u0489'.repeat(1_500)}o`)),

  bad('a case opened by a guest', MEMBERS, about('expected: no', { as: GWEN }), { as: GWEN }),
  bad('a case opened by somebody of another company', MEMBERS, about('expected: no', { as: CONNOR }), { as: CONNOR }),
  bad('a set-up by a guest', MEMBERS, command('setup', { as: GWEN }), { as: GWEN }),
  bad('a set-up by somebody of another company', MEMBERS, command('setup', { as: CONNOR }), { as: CONNOR }),
  bad('failures for a guest', MEMBERS, command('failures', { as: GWEN }), { as: GWEN }),
  bad('a command where no project is', NOT_BOUND, about('expected: no', { channel: RANDOM }), { channel: RANDOM }),
  bad('a command in a private channel that the bot is not in', NOT_BOUND, about('expected: no', { channel: PRIVATE }), {
    channel: PRIVATE,
  }),
  bad('a command in a direct message', /discussed in a channel/, about('expected: no', { channel: ADAS_DM }), {
    channel: ADAS_DM,
  }),
];
