import type { Fact } from '../domain/fact.ts';
import { isWatch } from '../refine/case/chapters.ts';
import { heldBack } from '../refine/case/held-back.ts';
import type { Post } from './post.ts';
import type { Scene } from './scene.ts';
import { changeFileView } from './views/change-file-view.ts';
import { checkView } from './views/check-view.ts';
import { diagnosisView } from './views/diagnosis-view.ts';
import { fixesView } from './views/fixes-view.ts';
import { forgottenView } from './views/forgotten-view.ts';
import { failingTestView, handedOverView } from './views/handed-over-view.ts';
import { mutedView } from './views/muted-view.ts';
import { openedView } from './views/opened-view.ts';
import { progressView } from './views/progress-view.ts';
import { publishedView, rolledBackView } from './views/published-view.ts';
import { replyHeldView } from './views/reply-held-view.ts';
import { sendingView } from './views/sending-view.ts';
import { spendingView } from './views/spending-view.ts';
import { triageView } from './views/triage-view.ts';
import {
  capRaisedView,
  failedView,
  objectedView,
  replaysAskedView,
  replyView,
  rewordedView,
  rollBackRefusedView,
  startedAgainView,
  stoppedView,
  yesRefusedView,
} from './views/turn-views.ts';
import { ciRedView, endedView } from './views/watch-views.ts';

/**
 * The thread of a case, as a pure picture of its facts: which messages stand in it, in which order, and how each looks
 * right now; of a muted case, none that nobody asked for since. `thread-painter.ts` compares it with what stands in Slack. So nothing that was posted needs to be
 * remembered, a restart draws the same thread, and a button is there exactly as long as pressing it makes sense.
 */
export function threadOf(scene: Scene): readonly Post[] {
  const { now } = scene.history;
  if (now.stage === 'forgotten') return [forgottenView(now)];
  const held = heldBack(scene.history);
  const shown = scene.history.facts.filter(({ seq }) => !held.has(seq));
  const posts = shown.flatMap((fact) => postsFor(fact, scene)).filter((post) => post !== undefined);
  // The first of a slot has its place in the thread: two offers of one change share a file.
  return posts.filter(({ slot }, index) => posts.findIndex((post) => post.slot === slot) === index);
}

function postsFor(fact: Fact, scene: Scene): readonly (Post | undefined)[] {
  const { body, revision } = fact;
  switch (body.kind) {
    case 'opened':
      return [openedView(scene), progressView(scene, revision)];
    case 'read':
      return [triageView(scene, revision)];
    case 'sending-asked':
      return [sendingView(scene, fact, body.sending)];
    case 'spending-asked':
      return [spendingView(scene, fact, body.reached)];
    case 'diagnosed':
      return [diagnosisView(scene, revision)];
    case 'proposed':
      return [checkView(scene, fact, body.check)];
    case 'check-changed':
      return [checkView(scene, fact, body.check), progressView(scene, revision)];
    case 'replays-asked':
      return [replaysAskedView(scene, fact, body), progressView(scene, revision)];
    case 'fix-reworded':
      return [rewordedView(scene, fact, body), progressView(scene, revision)];
    case 'proven':
      return [fixesView(scene, revision)];
    case 'handed-over':
      return [handedOverView(scene, fact), failingTestView(scene, fact)];
    case 'objected':
      return [objectedView(scene, fact, body), progressView(scene, revision)];
    case 'started-again':
      return [startedAgainView(scene, fact, body), progressView(scene, revision)];
    case 'cap-raised':
      return [capRaisedView(scene, fact, body), progressView(scene, revision)];
    case 'offered':
      return [changeFileView(scene, fact, body.offer)];
    case 'yes-refused':
      return [yesRefusedView(scene, fact, body)];
    case 'published':
      return [publishedView(scene, fact)];
    case 'ci-seen':
      return [ciRedView(scene, fact, body)];
    case 'pull-request-seen':
      return [endedView(scene, fact, body)];
    case 'roll-back-refused':
      return [rollBackRefusedView(scene, fact, body)];
    case 'rolled-back':
      return [rolledBackView(scene, fact)];
    case 'failed':
      return [isWatch(body.chapter) ? undefined : failedView(scene, fact, body)];
    case 'reply-held':
      return [replyHeldView(scene, fact, body)];
    case 'replied':
      return [replyView(scene, fact, body)];
    case 'stopped':
      return [stoppedView(scene, body)];
    case 'muted':
      return [mutedView(scene, fact, body)];
    case 'forgotten':
    case 'erased':
    case 'threaded':
    case 'commented':
    case 'comment-changed':
    case 'sending-agreed':
    case 'spending-agreed':
    case 'reply-agreed':
    case 'check-agreed':
    case 'said-yes':
    case 'approved':
    case 'roll-back-asked':
    case 'watch-ended':
    case 'rated':
    case 'unmuted':
      return [];
  }
}
