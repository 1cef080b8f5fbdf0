/** Of our prompts, `v1`, `v2`, …: the one that questions have, but for those with another, by the name of the question. */
export type PromptVersions = Readonly<{ usual: string; own: ReadonlyMap<string, string> }>;

export const USUAL_VERSION = 'v1';
