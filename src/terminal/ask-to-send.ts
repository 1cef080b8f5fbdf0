import { RefineryError } from '../domain/errors.ts';
import type { House } from '../flow/house.ts';
import { type Preview, previewOf } from '../flow/preview.ts';
import type { Privacy } from '../flow/privacy.ts';
import type { Readable } from '../flow/view-trace.ts';
import { printable } from '../refine/text/printable.ts';
import { type ExitCode, howToGoOn, type VerbCall } from './verb.ts';
import { sendingView } from './views/sending-view.ts';
import type { Walk } from './walk.ts';

/** `--yes` is about fixes; what leaves is agreed to by its own name. */
export const SEND = {
  flags: '--send',
  about: 'agree to what would be sent to a model, where the project wants to be asked first',
};

/** Shows what would be sent, in full where the person wants it, and asks. `stop`: the case shall end. */
async function agreement(
  { sending, text }: Preview,
  { options, tools: { screen } }: VerbCall,
): Promise<'send' | 'stop' | undefined> {
  if (options.send === true) return 'send';
  screen.err(sendingView(sending, screen.paint));
  while (!options.json) {
    const chosen = await screen.choose('Send it?', CHOICES);
    if (chosen !== 'show') return chosen === 'leave' ? undefined : chosen;
    screen.err(printable(text));
  }
  return undefined;
}

const CHOICES = [
  { value: 'show', label: 'Show the text first' },
  { value: 'send', label: 'Send it' },
  { value: 'stop', label: 'Send nothing, and stop' },
  { value: 'leave', label: 'Leave it for now' },
] as const;

/** The same for a stage alone, on a file. @throws RefineryError sending-not-agreed */
export async function askToSend(call: VerbCall, readable: Readable, privacy: Privacy, house: House): Promise<void> {
  const preview = privacy.preview ? await previewOf(readable, privacy, house) : undefined;
  if (preview && (await agreement(preview, call)) !== 'send')
    throw new RefineryError('sending-not-agreed', `it would go to ${preview.sending.to.join(', ')}`);
}

/** A person lets go what would be sent to models, ends the case, or leaves it. What is asked by now may be something else. */
export async function letGo({ id, call, desk }: Walk): Promise<ExitCode | 'again'> {
  const { options, tools } = call;
  const preview = await desk.preview(id);
  if (!preview) {
    await desk.startAgain(id, tools.person, 'asked');
    return 'again';
  }
  const chosen = await agreement(preview, call);
  if (chosen === 'stop') await desk.stop(id, tools.person);
  if (chosen === 'send') await desk.agreeToSend(id, tools.person, preview.sending.shown);
  if (chosen !== undefined) return 'again';
  tools.screen.err(`${id} waits for a yes to what would be sent: --send. Go on with: ${howToGoOn(id)}`);
  return options.yes ? 1 : 0;
}
