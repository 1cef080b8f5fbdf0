import type { PlanBlock, TaskCardBlock } from '@slack/types';
import type { Hypothesis } from '../../domain/hypothesis.ts';
import { WAITS_FOR_SPENDING } from '../../refine/case/spending-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { stopButton } from '../controls/stop.ts';
import type { Progress } from '../painting/progress.ts';
import type { Post } from '../post.ts';
import { atRevision, isCurrent, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { nameOf } from '../texts/person.ts';
import { plainText } from '../texts/plain-text.ts';
import { buttons, paragraph, richText } from '../texts/rich-text.ts';

/** The way from the trace to the verdicts as one list that fills: the only message that is edited many times. */
export function progressView({ history, progress }: Scene, revision: number): Post {
  const current = isCurrent(history, { revision });
  const tasks = tasksOf(atRevision(history, revision)?.now, current ? progress : new Map());
  const next = tasks.findIndex(({ done }) => !done);
  const failed = history.failure !== undefined;
  const waits = current && (history.sending ?? history.spending) !== undefined;
  const works = current && next >= 0 && !failed && !waits;
  const status = (done: boolean, index: number): TaskCardBlock['status'] => {
    if (done) return 'complete';
    if (!current || index !== next) return 'pending';
    return failed ? 'error' : waits ? 'pending' : 'in_progress';
  };
  const plan: PlanBlock = {
    type: 'plan',
    title: titleOf({ history, revision, works, isDone: next < 0 }),
    tasks: tasks.map(
      ({ title, done, output }, index): TaskCardBlock => ({
        type: 'task_card',
        task_id: `task-${index + 1}`,
        title,
        status: status(done, index),
        ...(output !== undefined && { output: richText(paragraph(output)) }),
      }),
    ),
  };
  const pressable = buttons(works ? stopButton.draw({ id: history.now.id }) : undefined);
  return {
    slot: `progress/${revision}`,
    text: noticeOf(history.now, plan.title),
    blocks: [plan, ...(pressable ? [pressable] : [])],
    ...(works && { moves: true as const }),
  };
}

type Task = Readonly<{ title: string; done: boolean; output?: string }>;
type Known = NonNullable<ReturnType<typeof atRevision>>['now'] | undefined;

/** More would be a wall; the analyst proposes five at most. */
const MOST_FIXES = 8;

function tasksOf(now: Known, progress: Progress): readonly Task[] {
  const isRead = now !== undefined && 'triage' in now;
  const isDiagnosed = now !== undefined && 'diagnosis' in now;
  const isProposed = now !== undefined && 'hypotheses' in now;
  const isProven = now !== undefined && 'verdicts' in now;
  // To watch a case changes no answer, so it is no fix and there is nothing to try.
  const fixes = isProposed ? now.hypotheses.filter(({ kind }) => kind !== 'eval') : [];
  return [
    { title: 'Read the trace', done: isRead },
    { title: 'See what stands out', done: isRead },
    { title: 'Find out what went wrong', done: isDiagnosed, ...partsRead(progress, isDiagnosed) },
    {
      title: 'Think of fixes',
      done: isProposed,
      ...(isProposed && { output: fixes.length === 1 ? 'One fix' : `${fixes.length} fixes` }),
    },
    counted('See whether it goes wrong again', 'reproduce', progress, isProven),
    ...fixes.slice(0, MOST_FIXES).map((hypothesis) => tried(hypothesis, progress, isProven)),
    ...others(progress, isProven),
  ];
}

/** Of a trace that is read in groups. */
function partsRead(progress: Progress, isDiagnosed: boolean): Pick<Task, 'output'> {
  const parts = progress.get('read part');
  return parts && !isDiagnosed ? { output: `${parts.done} of ${parts.of} parts of the trace are read` } : {};
}

function tried({ id, title }: Hypothesis, progress: Progress, isProven: boolean): Task {
  return counted(`Try: ${shorten(plainText(title), 100)}`, `try ${id}`, progress, isProven);
}

/** Only once it is known that a fix holds: else there is nothing to try on others. */
function others(progress: Progress, isProven: boolean): readonly Task[] {
  const met = [...progress]
    .filter(([what]) => what === 'others' || what.startsWith('others '))
    .map(([, count]) => count);
  if (met.length === 0) return [];
  const [done, of] = [met.reduce((sum, count) => sum + count.done, 0), met.reduce((sum, count) => sum + count.of, 0)];
  const title = 'Try what holds on other conversations';
  return [isProven ? { title, done: true } : { title, done: done >= of, output: `${done} of ${of} answers are in` }];
}

function counted(title: string, what: string, progress: Progress, isProven: boolean): Task {
  const { done, of } = progress.get(what) ?? { done: 0, of: 0 };
  if (isProven) return { title, done: true };
  return of === 0 ? { title, done: false } : { title, done: done >= of, output: `${done} of ${of} answers are in` };
}

type State = Readonly<{ history: Scene['history']; revision: number; works: boolean; isDone: boolean }>;

function titleOf({ history: { now, failure, sending, spending }, revision, works, isDone }: State): string {
  if (now.revision > revision) return isDone ? 'Done' : 'Set aside: I started again';
  if (isDone) return 'Done';
  if (now.stage === 'stopped') return `Stopped by ${nameOf(now.stoppedBy)}`;
  if (failure) return 'Cut short';
  if (sending) return 'Waiting for a yes to what would be sent';
  if (spending) return WAITS_FOR_SPENDING;
  return works ? 'Working on it' : 'Waiting';
}
