import type { ExitCode } from './verb.ts';
import type { Walk } from './walk.ts';

/** A person says what the diagnosis missed, if anything. @param otherwise the exit code where nobody does */
export async function objectTo({ id, call, desk }: Walk, otherwise: ExitCode): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  if (options.yes || options.json || options.dry) return otherwise;
  const text = await tools.screen.write("That's not it: … (leave it empty to go)");
  if (!text) return otherwise;
  await desk.object(id, tools.person, text);
  return 'again';
}
