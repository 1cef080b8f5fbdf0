import type { Triage } from '../../domain/triage.ts';
import { signalWords } from '../../refine/suspects/signal-words.ts';
import { shorten } from '../../refine/text/shorten.ts';
import { drawnToFit, type Post } from '../post.ts';
import { knownAt, runName, type Scene } from '../scene.ts';
import { noticeOf } from '../texts/mrkdwn.ts';
import { plainText } from '../texts/plain-text.ts';
import { aside, bold, bullets, heading, type Piece, paragraph, richText } from '../texts/rich-text.ts';

const MOST_SIGNALS = 6;
const MOST_SUSPECTS = 3;

/** What code alone can tell, before anybody has thought about it. */
export function triageView(scene: Scene, revision: number): Post | undefined {
  const triage = knownAt(scene.history, revision, 'triage')?.triage;
  if (!triage) return undefined;
  const first = triage.signals[0]?.detail ?? NOTHING;
  const picture = scene.waterfalls.get(revision);
  return drawnToFit((room) => ({
    slot: `triage/${revision}`,
    text: noticeOf(scene.history.now, first),
    blocks: [
      heading('What stands out'),
      richText(triage.signals.length === 0 ? paragraph(NOTHING) : bullets(signalLines(triage, room(400)))),
      ...(triage.suspects.length === 0
        ? []
        : [richText(paragraph(bold('Where to look first')), bullets(suspectLines(triage, scene, room(300))))]),
      aside('Found by rules within seconds. No model was used.'),
    ],
    ...(picture && { picture }),
  }));
}

const NOTHING = 'Nothing that rules alone can see.';

function signalLines({ signals }: Triage, length: number): readonly (readonly Piece[])[] {
  const { shown, more } = signalWords(signals, MOST_SIGNALS);
  const lines = shown.map(({ detail, times }) => [`${shorten(plainText(detail), length)}${times}`]);
  return more > 0 ? [...lines, [`And ${more.toLocaleString('en')} more.`]] : lines;
}

/** A reason that stands above already is not said again. */
function suspectLines({ suspects, signals }: Triage, scene: Scene, length: number): readonly (readonly Piece[])[] {
  const said = new Set(signalWords(signals, MOST_SIGNALS).shown.map(({ detail }) => detail));
  return suspects.slice(0, MOST_SUSPECTS).map(({ runId, name, reasons }) => {
    const why = reasons.find((reason) => !said.has(reason));
    const step = runName(runId, scene) ?? { name };
    const words = [bold(shorten(plainText(step.name), 120)), ...(step.what === undefined ? [] : [`, ${step.what}`])];
    return why === undefined ? words : [...words, `: ${shorten(plainText(why), length)}`];
  });
}
