import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { RefineryError } from '../../domain/errors.ts';
import type { Examined } from '../../domain/examined.ts';
import type { Desk } from '../../flow/desk.ts';
import { membersIn } from '../../flow/rights-now.ts';
import type { Bindings, Groups } from '../../ports.ts';
import type { Prices } from '../../refine/case/cost-of.ts';
import { inGroups, rightsOf } from '../../refine/case/rights.ts';
import { statsOf } from '../../refine/case/stats.ts';
import { trendsOf } from '../../refine/picture/trends.ts';
import type { People } from '../people.ts';
import type { PictureFiles } from '../picture-files.ts';
import { fits } from '../texts/limits.ts';
import { boundAmong } from './bound-among.ts';
import { channelsOf } from './channels-of.ts';
import { HOME_BUTTONS } from './home-buttons.ts';
import type { HomeScene } from './home-scene.ts';
import { homeView } from './home-view.ts';

/** Draws somebody's Home when they come there. It is a picture of the facts, like a thread, and remembers nothing. */
export type HomeKeeper = Readonly<{
  /** Never throws: a Home that can't be drawn stays as it was. @param user Slack's id */
  draw(user: string): Promise<void>;
  /** @param button one of `HOME_BUTTONS` */
  press(button: string, user: string): Promise<void>;
}>;

export type HomeOptions = Readonly<{
  client: Pick<WebClient, 'users' | 'views'>;
  desk: Desk;
  bindings: Bindings;
  people: People;
  groups: Groups;
  workspace: string;
  team: string;
  /** What `doctor` says; it tries every part for real, so it takes a while and may cost a few tokens. */
  examine(): Promise<readonly Examined[]>;
  files: PictureFiles;
  prices: Prices;
  clock: () => number;
  log: Logger;
}>;

/** How many of the latest cases a Home and its figures look at. */
const MOST_CASES = 200;
/** What was found stays on show that long. */
const FINDINGS_LAST_MS = 3_600_000;

export function homeKeeper(options: HomeOptions): HomeKeeper {
  const { client, desk, bindings, people, groups, workspace, team, examine, files, prices, clock, log } = options;
  /** How often each Home was drawn. */
  const turns = new Map<string, number>();
  let found: Readonly<{ findings: readonly Examined[]; atMs: number }> | undefined;

  const isInvited = async (channels: ReadonlySet<string>) =>
    channels.size > 0 && (await channelsOf(client)).some((id) => channels.has(id));
  const sceneOf = async (user: string, isBusy: boolean): Promise<HomeScene> => {
    const [who, seen] = await Promise.all([people(user), channelsOf(client, user)]);
    const channels = await boundAmong(seen, { bindings, workspace, team });
    const ids = new Set(seen);
    const cases = (await desk.recent(MOST_CASES)).filter(
      ({ now: { place } }) => place?.team === team && ids.has(place.channel),
    );
    const mayDecide = who.standing === 'member';
    const projects = [...channels.map(({ binding }) => binding.project), ...cases.map(({ now }) => now.project)];
    const members = await membersIn(projects, groups);
    const mayApprove =
      mayDecide && channels.some(({ binding }) => rightsOf(binding.project, inGroups(members)).mayApprove(who.by));
    const picture = trendsOf(cases, prices, clock(), 'in your channels');
    const findings = found && clock() - found.atMs < FINDINGS_LAST_MS ? found.findings : undefined;
    return {
      person: who.by,
      mayDecide,
      members,
      cases,
      channels,
      isInvited: channels.length > 0 || (await isInvited(ids)),
      stats: statsOf(cases, prices),
      trends: picture && { picture, file: files.known(picture) },
      ...(mayApprove && { doctor: { findings, isBusy } }),
    };
  };

  const publish = async (user: string, scene: HomeScene) => {
    const turn = (turns.get(user) ?? 0) + 1;
    turns.set(user, turn);
    await client.views.publish({ user_id: user, view: checked(homeView(scene)) });
    const { trends } = scene;
    if (!trends || trends.file !== undefined) return;
    // Beside everything else: whoever came here sees the words meanwhile, and nothing older takes the place of what is newer.
    void files.show(trends.picture, async (file) => {
      if (turns.get(user) !== turn) return;
      const drawn = homeView({ ...scene, trends: { ...trends, file } });
      await client.views.publish({ user_id: user, view: checked(drawn) });
    });
  };
  const steadily = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      log.warn({ error: String(error) }, 'a Home could not be drawn');
    }
  };
  const draw = (user: string) => steadily(async () => publish(user, await sceneOf(user, false)));

  return {
    draw,
    async press(button, user) {
      if (button === HOME_BUTTONS.refresh) await draw(user);
      if (button !== HOME_BUTTONS.examine) return;
      await steadily(async () => {
        const scene = await sceneOf(user, true);
        await publish(user, scene);
        // Whoever approves nothing is shown no such button; a forged press finds nothing out.
        if (!scene.doctor) return;
        found = { findings: await examine(), atMs: clock() };
        await publish(user, await sceneOf(user, false));
      });
    },
  };
}

function checked(view: HomeView): HomeView {
  const wrong = fits(view);
  if (wrong.length > 0) throw new RefineryError('unexpected', `a Home does not fit into Slack: ${wrong.join('; ')}`);
  return view;
}
