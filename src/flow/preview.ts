import type { Sending } from '../domain/sending.ts';
import type { Redaction } from '../domain/trace.ts';
import { digestOf } from '../refine/case/digest.ts';
import { redactOutgoing } from '../refine/text/redact.ts';
import { modelsIn } from './analyst/analyst.ts';
import type { House } from './house.ts';
import type { Privacy } from './privacy.ts';
import { type Readable, sentOf } from './view-trace.ts';

/** What would leave, with the text that the analyst would be given. */
export type Preview = Readonly<{ sending: Sending; text: string }>;

/**
 * What would be sent of a trace, and to all who may get it; `undefined` where no model is set, for then nothing is.
 *
 * @param house confined to what the project allows
 */
export async function previewOf(
  readable: Readable,
  { own }: Pick<Privacy, 'own'>,
  house: Pick<House, 'analyst' | 'replayer' | 'judge' | 'tokenCounter'>,
): Promise<Preview | undefined> {
  const models = [...modelsIn(house.analyst), house.replayer, house.judge].filter((model) => model !== undefined);
  if (models.length === 0) return undefined;
  const to = [...new Set(models.flatMap(({ name, players }) => players?.names ?? [name]))];
  const told = await sentOf(readable);
  // What the project hides by now is hidden once more on its way out.
  const [text = ''] = redactOutgoing([told], own).texts;
  const count = await house.tokenCounter();
  const sending = {
    shown: digestOf({ text, to }),
    to,
    tokens: count(text),
    replaced: byKind(await readable.trace('redactions', {})),
  };
  return { sending, text };
}

/** What people must be asked about before any model is; `undefined` when they need not be, or said yes to it already. */
export async function unagreed(
  readable: Readable,
  privacy: Privacy,
  house: Parameters<typeof previewOf>[2],
  agreed: readonly string[],
): Promise<Sending | undefined> {
  const preview = privacy.preview ? await previewOf(readable, privacy, house) : undefined;
  return preview && !agreed.includes(preview.sending.shown) ? preview.sending : undefined;
}

function byKind(redactions: readonly Redaction[]): Sending['replaced'] {
  return [...Map.groupBy(redactions, ({ kind }) => kind)]
    .map(([kind, found]) => ({
      kind,
      values: found.length,
      places: found.reduce((sum, { places }) => sum + places, 0),
    }))
    .toSorted((a, b) => b.places - a.places);
}
