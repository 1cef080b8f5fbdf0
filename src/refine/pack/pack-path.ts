import type { HypothesisKind } from '../../domain/hypothesis.ts';
import type { Project } from '../../domain/project.ts';
import { OWN_EVALS } from '../case/eval-case.ts';

export const CHANGE_TYPES = {
  prompts: 'prompt_modification',
  config: 'config_change',
  orchestration: 'orchestration_suggestion',
  tests: 'eval_modification',
  evals: 'eval_modification',
} as const;
type Prefix = keyof typeof CHANGE_TYPES;

/** `path` is the pack's, `changeType` its word for what a change of that file is. */
export type PackPath = Readonly<{ path: string; changeType: (typeof CHANGE_TYPES)[Prefix] }>;

/** A folder that a pack alone has. */
const OUTSIDE = 'outside';

const PREFIX_OF: Readonly<Record<HypothesisKind, Prefix>> = {
  instruction: 'prompts',
  example: 'prompts',
  context: 'prompts',
  tool: 'config',
  orchestration: 'orchestration',
  eval: 'evals',
};

/**
 * A pack knows five folders. A file in one of them keeps its path; any other goes to `outside/` in the folder for what
 * it is to the project, or else for what the hypothesis changes. A path that has such a name already is moved like the
 * others, so no two files ever share one.
 */
export function packPath(path: string, kind: HypothesisKind, { context }: Pick<Project, 'context'>): PackPath {
  const [folder = '', next] = path.split('/');
  if (isPrefix(folder) && next !== undefined && next !== OUTSIDE) return { path, changeType: CHANGE_TYPES[folder] };
  const prefix = roleOf(path, context) ?? PREFIX_OF[kind];
  return { path: `${prefix}/${OUTSIDE}/${path}`, changeType: CHANGE_TYPES[prefix] };
}

function roleOf(path: string, context: Project['context']): Prefix | undefined {
  if (path === OWN_EVALS || context?.evals.includes(path)) return 'evals';
  if (context?.prompts.includes(path)) return 'prompts';
  return context?.configs.includes(path) ? 'config' : undefined;
}

const isPrefix = (folder: string): folder is Prefix => Object.hasOwn(CHANGE_TYPES, folder);
