import type { ExitCode } from './verb.ts';
import type { Walk } from './walk.ts';

export const GO_FURTHER = 'let the case cost as much again, to try what was left out';

/** Nobody spends more than was allowed without being asked, whatever `--yes` answers. */
export async function offerFurther(walk: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = walk.call;
  if (options.yes || options.json || options.dry || !tools.screen.attended) return 3;
  if ((await tools.screen.confirm(`Go on beyond the limit (${GO_FURTHER})?`, false)) !== true) return 3;
  return goFurther(walk);
}

export async function goFurther({ id, call, desk }: Walk): Promise<'again'> {
  await desk.goFurther(id, call.tools.person);
  return 'again';
}
