import type { CommitSha } from '../domain/digest.ts';
import { ContextFiles, type Project } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import type { PromptFile } from '../refine/locate-prompt.ts';
import { decodeText, withPlainLineEnds } from '../refine/text-file.ts';

/** What the analyst sees of a repo at one commit: the files it may change, as text. */
export type RepoContext = Readonly<{
  base: CommitSha;
  prompts: readonly PromptFile[];
  /** Path of the eval set that new cases are added to, and its text; `undefined` when the repo has none. */
  evals: PromptFile | undefined;
}>;

const DECLARED_IN = '.refinery/context.json';
/** Bounds for looking around in a repo that declares nothing. */
const MOST_PATHS = 20_000;
const MOST_FILES = 200;
const LARGEST_FILE_BYTES = 256 * 1024;
const LOOKS_LIKE_PROMPT =
  /(^|\/)[^/]*prompt[^/]*\/.*\.\w+$|prompt[^/]*\.\w+$|\.(prompt|mustache|hbs|j2|jinja|liquid)$/i;
const LOOKS_LIKE_EVALS = /(^|\/)evals?\b.*\.jsonl$|eval[^/]*\.jsonl$/i;

/**
 * The prompt and eval files of a repo: those of the project's settings, else
 * those that `.refinery/context.json` declares, else what looks like them by name.
 */
export async function repoContext(project: Project, base: CommitSha, codeHost: CodeHost): Promise<RepoContext> {
  const { prompts, evals } =
    project.context ?? (await declared(project.repo, base, codeHost)) ?? (await guessed(project.repo, base, codeHost));
  const texts = await Promise.all(
    prompts.slice(0, MOST_FILES).map((path) => textAt(project.repo, base, path, codeHost)),
  );
  const [evalSet] = await Promise.all(evals.slice(0, 1).map((path) => textAt(project.repo, base, path, codeHost)));
  return { base, prompts: texts.filter((file) => file !== undefined), evals: evalSet };
}

async function declared(repo: string, base: CommitSha, codeHost: CodeHost): Promise<ContextFiles | undefined> {
  const file = await textAt(repo, base, DECLARED_IN, codeHost);
  if (!file) return undefined;
  const parsed = ContextFiles.safeParse(parsedJson(file.text));
  return parsed.success ? parsed.data : undefined;
}

async function guessed(
  repo: string,
  base: CommitSha,
  codeHost: CodeHost,
): Promise<Pick<ContextFiles, 'prompts' | 'evals'>> {
  const paths = await codeHost.list(repo, base, MOST_PATHS);
  return {
    prompts: paths.filter((path) => LOOKS_LIKE_PROMPT.test(path)),
    evals: paths.filter((path) => LOOKS_LIKE_EVALS.test(path)),
  };
}

async function textAt(
  repo: string,
  base: CommitSha,
  path: string,
  codeHost: CodeHost,
): Promise<PromptFile | undefined> {
  const file = await codeHost.read(repo, base, path);
  if (!file || file.bytes.length > LARGEST_FILE_BYTES) return undefined;
  const decoded = decodeText(file.bytes);
  return 'refused' in decoded ? undefined : { path, text: withPlainLineEnds(decoded.text) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
