import type { Case, Rights } from '../domain/case.ts';
import { channelKey } from '../refine/case/channel-key.ts';
import { rightsOf } from '../refine/case/rights.ts';
import type { Records } from './house.ts';

/**
 * Who may approve in a case, as its channel says it now: whoever was taken off the list can't decide about a case that
 * was opened before, and whoever was added can. A channel that leads to another repository by now says nothing about
 * this one; then what the case was opened with holds, as on a terminal. @throws RefineryError store-unavailable
 */
export async function rightsNow(
  { workspace, place, project }: Pick<Case, 'workspace' | 'place' | 'project'>,
  { bindings }: Pick<Records, 'bindings'>,
): Promise<Rights> {
  const bound = place ? await bindings.of(workspace, channelKey(place)) : undefined;
  return rightsOf(bound?.project.repo === project.repo ? bound.project : project);
}
