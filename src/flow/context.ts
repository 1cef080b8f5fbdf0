import type { Call } from '../domain/call.ts';
import type { CommitSha } from '../domain/digest.ts';
import type { ContextFiles, Project } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import { tellingWords } from '../refine/call/telling-words.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { decodeText, withPlainLineEnds } from '../refine/change/text-file.ts';
import { joinFiles, LOOKS_LIKE_EVALS, NO_FILES, sortFiles, spreadPatterns } from '../refine/context/join-files.ts';
import type { PromptFile } from '../refine/template/template.ts';
import { declaredIn, MOST_PATHS, pathsOf, refuseMissing } from './declared-context.ts';
import { privacyOf } from './privacy.ts';

/** What the analyst sees of a repo at one commit: the files it may change, as text. */
export type RepoContext = Readonly<{
  base: CommitSha;
  /** Every path of the context, whether it could be read or not. */
  paths: ContextFiles;
  prompts: readonly PromptFile[];
  /** Settings that may be changed. */
  configs: readonly PromptFile[];
  /** The first eval set of the context, then Refinery's own: those of them that the repo has. */
  evals: readonly PromptFile[];
  /** The project's eval set at LangSmith, by its name or id; `null` when none is declared. */
  dataset: string | null;
}>;

const MOST_FILES = 200;
const LARGEST_FILE_BYTES = 256 * 1024;
/** Refinery's own eval set grows by a line with every case. */
const LARGEST_EVALS_BYTES = 4 * 1024 * 1024;
const LOOKS_LIKE_PROMPT =
  /(^|\/)[^/]*prompt[^/]*\/.*\.\w+$|prompt[^/]*\.\w+$|\.(prompt|mustache|hbs|j2|jinja|liquid)$/i;
/** Kinds of files that prompts are written in, those of tests aside: they quote what the program says. */
const HOLDS_PROMPTS =
  /^(?!(?:.*\/)?(?:tests?|__tests__|fixtures|node_modules|vendor|dist|build)\/).*(?<![._-](?:test|spec))\.(?:pyi?|[cm]?[jt]sx?|json|ya?ml|toml|md|txt|prompt|mustache|hbs|handlebars|j2|jinja2?|liquid|tmpl|tpl)$/i;
const MOST_HOLDING = 12;

/**
 * The prompt and eval files of a repo: those that `.refinery/context.json` declares, then those that are saved for the
 * project; where there are neither, what looks like them by name, and what holds words of the failing call's prompts:
 * programs, too. Files that were named when the case was opened come besides.
 *
 * @throws RefineryError context-invalid, redaction-invalid, and what `CodeHost` throws
 */
export async function repoContext(
  project: Project,
  base: CommitSha,
  codeHost: CodeHost,
  failing: Call | undefined,
): Promise<RepoContext> {
  const { repo } = project;
  const said = await declaredIn(repo, base, codeHost);
  const there = new Set(await codeHost.list(repo, base, MOST_PATHS));
  if (said) refuseMissing(said, there);
  const named =
    said || project.context ? joinFiles(said ? pathsOf(said) : NO_FILES, project.context ?? NO_FILES) : null;
  const usual = named ?? (await guessed(repo, base, codeHost, [...there], failing));
  const paths = spreadPatterns(joinFiles(usual, sortFiles(project.given ?? [])), there);
  const textsAt = async (wanted: readonly string[], largestBytes: number) => {
    const texts = await Promise.all(wanted.map((path) => textAt(repo, base, path, codeHost, largestBytes)));
    return texts.filter((text) => text !== undefined);
  };
  const { own } = await privacyOf(project, codeHost);
  const prompts = await textsAt(paths.prompts.slice(0, MOST_FILES), LARGEST_FILE_BYTES);
  const configs = await textsAt(paths.configs.slice(0, MOST_FILES), LARGEST_FILE_BYTES);
  const evalSets = [...new Set([...paths.evals.slice(0, 1), OWN_EVALS])];
  return {
    base,
    paths,
    prompts: prompts.map((file) => (own.length === 0 ? file : { ...file, hides: own })),
    configs,
    evals: await textsAt(evalSets, LARGEST_EVALS_BYTES),
    dataset: said?.dataset ?? null,
  };
}

async function guessed(
  repo: string,
  base: CommitSha,
  codeHost: CodeHost,
  paths: readonly string[],
  failing: Call | undefined,
): Promise<ContextFiles> {
  const evals = paths.filter((path) => LOOKS_LIKE_EVALS.test(path));
  const named = paths.filter((path) => LOOKS_LIKE_PROMPT.test(path));
  const holding = failing ? await codeHost.search(repo, base, tellingWords(failing)) : [];
  const found = holding.filter((path) => HOLDS_PROMPTS.test(path) && !evals.includes(path));
  return {
    // Those that hold the prompt's own words come first: there is a most, and names promise little.
    prompts: [...new Set([...found.slice(0, MOST_HOLDING), ...named])],
    evals,
    configs: [],
  };
}

async function textAt(
  repo: string,
  base: CommitSha,
  path: string,
  codeHost: CodeHost,
  largestBytes: number,
): Promise<PromptFile | undefined> {
  const file = await codeHost.read(repo, base, path);
  if (!file || file.bytes.length > largestBytes) return undefined;
  const decoded = decodeText(file.bytes);
  return 'refused' in decoded ? undefined : { path, text: withPlainLineEnds(decoded.text) };
}
