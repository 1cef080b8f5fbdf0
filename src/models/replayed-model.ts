/** Names under which OpenAI itself serves models; other providers' names mean nothing to it. */
const OPENAI_NAME = /^(?:gpt-|chatgpt-|o\d|ft:(?:gpt-|o\d))/;

export type ReplayedModelOptions = Readonly<{
  /** The model that is asked when a recorded call names none that this server can know. */
  model: string;
  /** Whether `model` is asked whatever a recorded call names. */
  overrules: boolean;
  /** `undefined` for OpenAI's own: every other server has names of its own. */
  baseUrl: string | undefined;
  standIn: boolean;
}>;

/** The model that plays a call again: the recorded one, where it is to be had. */
export function replayedModel(
  recorded: string | null,
  { model, overrules, baseUrl, standIn }: ReplayedModelOptions,
): string {
  if (recorded === null) return model;
  if (standIn) return recorded;
  if (overrules) return model;
  return baseUrl !== undefined || OPENAI_NAME.test(recorded) ? recorded : model;
}
