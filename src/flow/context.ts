import { z } from 'zod';
import type { Call } from '../domain/call.ts';
import type { CommitSha } from '../domain/digest.ts';
import { RefineryError } from '../domain/errors.ts';
import type { ContextFiles, Project } from '../domain/project.ts';
import type { CodeHost } from '../ports.ts';
import { tellingWords } from '../refine/call/telling-words.ts';
import { OWN_EVALS } from '../refine/case/eval-case.ts';
import { decodeText, withPlainLineEnds } from '../refine/change/text-file.ts';
import type { PromptFile } from '../refine/template/template.ts';
import { privacyOf } from './privacy.ts';

/** What the analyst sees of a repo at one commit: the files it may change, as text. */
export type RepoContext = Readonly<{
  base: CommitSha;
  /** Every path of the context, whether it could be read or not. */
  paths: ContextFiles;
  prompts: readonly PromptFile[];
  /** The first eval set of the context, then Refinery's own: those of them that the repo has. */
  evals: readonly PromptFile[];
  /** The project's eval set at LangSmith, by its name or id; `null` when none is declared. */
  dataset: string | null;
}>;

const DECLARED_IN = '.refinery/context.json';
/** What is left out is empty; what is misspelt must not be taken for left out. */
const Declared = z.strictObject({
  prompts: z.array(z.string()).default([]),
  evals: z.array(z.string()).default([]),
  configs: z.array(z.string()).default([]),
  dataset: z.string().min(1).optional(),
});
type Declared = z.infer<typeof Declared>;
/** Bounds for looking around in a repo that declares nothing. */
const MOST_PATHS = 20_000;
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
const LOOKS_LIKE_EVALS = /(^|\/)evals?\b.*\.jsonl$|eval[^/]*\.jsonl$/i;

/**
 * The prompt and eval files of a repo: those of the project's settings, else
 * those that `.refinery/context.json` declares, else what looks like them by name,
 * and what holds words of the failing call's prompts: programs, too.
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
  const said = project.context ? undefined : await declared(repo, base, codeHost);
  const paths = project.context ?? (said ? pathsOf(said) : await guessed(repo, base, codeHost, failing));
  if (said) await refuseMissing(said, repo, base, codeHost);
  const textsAt = async (wanted: readonly string[], largestBytes: number) => {
    const texts = await Promise.all(wanted.map((path) => textAt(repo, base, path, codeHost, largestBytes)));
    return texts.filter((text) => text !== undefined);
  };
  const { own } = await privacyOf(repo, codeHost);
  const prompts = await textsAt(paths.prompts.slice(0, MOST_FILES), LARGEST_FILE_BYTES);
  const evalSets = [...new Set([...paths.evals.slice(0, 1), OWN_EVALS])];
  return {
    base,
    paths,
    prompts: prompts.map((file) => (own.length === 0 ? file : { ...file, hides: own })),
    evals: await textsAt(evalSets, LARGEST_EVALS_BYTES),
    dataset: said?.dataset ?? null,
  };
}

const pathsOf = ({ prompts, evals, configs }: Declared): ContextFiles => ({ prompts, evals, configs });

/** A declaration that can't be read is no reason to look around instead: then files would be shown that nobody declared. */
async function declared(repo: string, base: CommitSha, codeHost: CodeHost): Promise<Declared | undefined> {
  const file = await codeHost.read(repo, base, DECLARED_IN);
  if (!file) return undefined;
  const decoded = decodeText(file.bytes);
  if ('refused' in decoded) throw invalid(decoded.refused);
  try {
    return Declared.parse(JSON.parse(decoded.text));
  } catch (cause) {
    throw invalid(cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause), { cause });
  }
}

async function refuseMissing(
  { prompts, evals, configs }: ContextFiles,
  repo: string,
  base: CommitSha,
  codeHost: CodeHost,
): Promise<void> {
  const there = new Set(await codeHost.list(repo, base, MOST_PATHS));
  if (there.size === MOST_PATHS) return;
  const missing = [...prompts, ...evals, ...configs].filter((path) => !there.has(path));
  if (missing.length > 0) throw invalid(`it names what is not there: ${missing.slice(0, 10).join(', ')}`);
}

function invalid(why: string, options?: ErrorOptions): RefineryError {
  return new RefineryError('context-invalid', `the file ${DECLARED_IN} in the repository: ${why}`, options);
}

async function guessed(
  repo: string,
  base: CommitSha,
  codeHost: CodeHost,
  failing: Call | undefined,
): Promise<ContextFiles> {
  const paths = await codeHost.list(repo, base, MOST_PATHS);
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
