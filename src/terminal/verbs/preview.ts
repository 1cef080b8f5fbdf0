import { CaseId } from '../../domain/case.ts';
import { RefineryError } from '../../domain/errors.ts';
import { type Preview, previewOf } from '../../flow/preview.ts';
import { confine } from '../../flow/privacy.ts';
import { atHand } from '../../flow/reader.ts';
import { readingOf } from '../../flow/view-trace.ts';
import { printable } from '../../refine/text/printable.ts';
import { redact } from '../../refine/text/redact.ts';
import { overFiles } from '../over-files.ts';
import { HIDES, OUT, privacyIn } from '../reported-file.ts';
import { howToGoOn, type Verb, type VerbCall } from '../verb.ts';
import { sendingView } from '../views/sending-view.ts';

export const previewVerb: Verb = {
  name: 'preview',
  about: 'Show what would be sent to models of traces, or of a case that waits for a yes to it: to whom, and the text.',
  args: '<trace-or-case...>',
  options: [HIDES, OUT],
  examples: ['preview trace.json --repo ../agent', 'preview RF-1'],
  async run(call) {
    const { screen } = call.tools;
    const id = CaseId.safeParse(call.args[0]?.toUpperCase()).data;
    if (id !== undefined && call.args.length === 1) {
      const preview = await (await call.tools.desk()).preview(id);
      if (preview) screen.out(inFull(preview, call));
      else screen.err(`${id} does not wait for a yes to what would be sent. See how it stands: ${howToGoOn(id)}`);
      return preview ? 0 : 1;
    }
    const privacy = await privacyIn(call);
    const house = confine(call.tools.house, privacy);
    return overFiles(call, '.txt', async (trace) => {
      const safe = atHand(redact(trace, privacy.own), house);
      const preview = await previewOf({ trace: safe, reading: await readingOf(safe, house) }, privacy, house);
      if (!preview)
        throw new RefineryError('wrong-usage', 'no model is set that this project may use: nothing is sent');
      return inFull(preview, call);
    });
  },
};

function inFull({ sending, text }: Preview, { tools: { screen } }: VerbCall): string {
  return `${sendingView(sending, screen.paint)}\n\n${printable(text)}`;
}
