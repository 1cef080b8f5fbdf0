import { Command, CommanderError } from 'commander';
import { kindOf, RefineryError, tell } from '../domain/errors.ts';
import { printable } from '../refine/text/printable.ts';
import type { ExitCode, Tools, Verb } from './verb.ts';

/** Runs one command line. Whatever goes wrong becomes one sentence on stderr and an exit code. */
export async function runCommandLine(
  words: readonly string[],
  verbs: readonly Verb[],
  tools: Tools,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf(verbs, tools, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    tools.screen.progress(undefined);
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return explained(error, tools);
  }
}

function explained(error: unknown, { screen }: Tools): ExitCode {
  const kind = kindOf(error);
  const detail = error instanceof RefineryError ? error.detail : error instanceof Error ? error.message : String(error);
  screen.err(
    screen.paint(
      'red',
      kind ? tell(kind) : 'Something went wrong that I did not expect. Please report it with what stands below.',
    ),
  );
  screen.err(screen.paint('dim', printable(kind ? detail : (error instanceof Error && error.stack) || detail)));
  return kind === 'wrong-usage' || kind === 'link-unknown' || kind === 'link-foreign' ? 2 : 1;
}

function programOf(verbs: readonly Verb[], tools: Tools, done: (code: ExitCode) => void): Command {
  const { screen } = tools;
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .showSuggestionAfterError()
      .showHelpAfterError('Add --help to see how it is written.')
      .configureOutput({
        writeOut: (text) => screen.out(text.trimEnd()),
        writeErr: (text) => screen.err(text.trimEnd()),
      });
  const program = quiet(new Command('refinery'))
    .description('Finds out why an AI agent answered wrongly, proves fixes, and commits the one that you approve.')
    .version(tools.version)
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 not proved, 130 left by Ctrl-C.');
  const groups = new Map<string, Command>();

  for (const verb of verbs) {
    const [first = '', second] = verb.name.split(' ');
    const group =
      second === undefined
        ? program
        : (groups.get(first) ?? quiet(program.command(first)).description(`Commands: ${groupWords(verbs, first)}.`));
    if (second !== undefined) groups.set(first, group);
    const command = quiet(group.command(`${second ?? first} ${verb.args}`.trim())).description(verb.about);
    for (const { flags, about } of verb.options) command.option(flags, about);
    command.addHelpText(
      'after',
      `\nExamples:\n${verb.examples.map((example) => `  npm run -s refinery -- ${example}`).join('\n')}`,
    );
    command.action(async () => done(await verb.run({ args: command.args, options: command.opts(), tools })));
  }
  return program;
}

function groupWords(verbs: readonly Verb[], group: string): string {
  return verbs.flatMap(({ name }) => (name.startsWith(`${group} `) ? name.slice(group.length + 1) : [])).join(', ');
}
