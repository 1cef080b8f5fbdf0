import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import type { CodePlace } from '../domain/project.ts';
import { RedactionSettings } from '../domain/redaction.ts';
import type { CodeHost, Model } from '../ports.ts';
import { decodeText } from '../refine/change/text-file.ts';
import { ownRules } from '../refine/text/own-redaction.ts';
import { redactOutgoing } from '../refine/text/redact.ts';
import type { RedactionRule } from '../refine/text/redaction-rules.ts';
import { changeModels } from './analyst/analyst.ts';
import { discreet, type Reveal } from './discreet-replayer.ts';
import type { House } from './house.ts';
import type { Hides } from './reader.ts';

const DECLARED_IN = '.refinery/redaction.json';

/** What a project keeps to itself besides what everybody does. */
/** `hides` is what was written of it, `own` the rules that this makes. */
export type Privacy = Readonly<{ hides: Hides; own: readonly RedactionRule[] }> &
  Pick<RedactionSettings, 'localModelsOnly' | 'preview'>;

export const NOTHING_OF_ITS_OWN: Privacy = {
  hides: { words: [], patterns: [] },
  own: [],
  localModelsOnly: false,
  preview: false,
};

/**
 * What a project keeps to itself, as `.refinery/redaction.json` says on its branch. A file
 * that can't be understood hides nothing by itself: then nothing is read at all.
 *
 * @throws RefineryError redaction-invalid, and what `CodeHost` throws
 */
export async function privacyOf({ repo, branch }: CodePlace, codeHost: CodeHost): Promise<Privacy> {
  const file = await codeHost.read(repo, await codeHost.head(repo, { branch }), DECLARED_IN);
  if (!file) return NOTHING_OF_ITS_OWN;
  const decoded = decodeText(file.bytes);
  if ('refused' in decoded) throw invalid(decoded.refused);
  const { localModelsOnly, preview, ...hides } = parse(decoded.text);
  const made = ownRules(hides);
  if ('refused' in made) throw invalid(made.refused);
  return { hides, own: made.rules, localModelsOnly, preview };
}

/**
 * The house as it works for the project: without the models that it may not use, as if
 * they were not plugged in; what replays send and bring is redacted, and so is what is judged.
 *
 * @param reveal what may go back to the provider that had it
 */
export function confine(house: House, { own, localModelsOnly }: Privacy, reveal?: Reveal): House {
  const { analyst, replayer, judge } = house;
  const allowed = (model: Model | undefined) => (localModelsOnly ? localOf(model) : model);
  const [player, judging] = [allowed(replayer), allowed(judge)];
  return {
    ...house,
    analyst: analyst && changeModels(analyst, allowed),
    replayer: player && discreet(player, own, reveal),
    judge: judging && hiding(judging, own),
  };
}

/** Of several that play as one, the usual one alone: where a call was recorded may be anywhere. */
function localOf(model: Model | undefined): Model | undefined {
  const alone = model?.players?.usual ?? model;
  return alone?.isLocal ? alone : undefined;
}

/** The trace was redacted when it was read; a fresh answer was not. */
function hiding(model: Model, own: readonly RedactionRule[]): Model {
  if (own.length === 0) return model;
  return {
    ...model,
    answer(request, signal) {
      const { shared } = request;
      const { texts } = redactOutgoing([request.system, request.user, shared?.text ?? ''], own);
      const [system = '', user = '', text = ''] = texts;
      return model.answer({ ...request, system, user, shared: shared && { ...shared, text } }, signal);
    },
  };
}

/** The message of `JSON.parse` would quote the file, which holds what is to be hidden. */
function parse(text: string): RedactionSettings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('it is no JSON');
  }
  const { data, error } = RedactionSettings.safeParse(json);
  if (!data) throw invalid(z.prettifyError(error));
  return data;
}

function invalid(why: string): RefineryError {
  return new RefineryError('redaction-invalid', `the file ${DECLARED_IN} in the repository: ${why}`);
}
