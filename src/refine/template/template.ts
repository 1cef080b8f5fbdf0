import type { RedactionRule } from '../text/redaction-rules.ts';
import type { Part } from './part.ts';

/** A file of the repo, as text with `\n` line ends. `hides`: what its project hides besides, so that a trace shows labels of it. */
export type PromptFile = Readonly<{ path: string; text: string; hides?: readonly RedactionRule[] }>;

/**
 * One text of a file that a prompt may be rendered from, read in one language.
 * `place` is the same for the same text in an edited file, and missing there
 * when nobody can tell which text it has become; `''` is the whole file.
 */
export type Template = Readonly<{ language: string; place: string; parts: readonly Part[] }>;

/**
 * What a file says, in the two ways that matter. `templates`: the texts that
 * prompts may come from, those of the simplest language first. `pieces`: everything
 * in it by its name, prompts too, so that an edit of more than a prompt is noticed;
 * empty where the whole file is one prompt.
 */
export type Reading = Readonly<{ templates: readonly Template[]; pieces: ReadonlyMap<string, string> }>;

/** Pure, runs nothing of the file, and is bounded in time for hostile ones. */
export type ReadTemplates = (file: PromptFile) => Reading;
