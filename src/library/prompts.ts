import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Liquid } from 'liquidjs';
import { z } from 'zod';
import { RefineryError } from '../domain/errors.ts';
import { type PromptVersions, USUAL_VERSION } from '../domain/prompt-versions.ts';
import type { Prompt, PromptLibrary } from '../ports.ts';
import { readFrontMatter } from './front-matter.ts';

/** What stands above the body of a prompt file. */
const FrontMatter = z.strictObject({
  id: z.string(),
  version: z.string().regex(/^v\d+$/),
  /** Names of the values that the body may ask for. */
  inputs: z.array(z.string()),
  /** Not there in what stands before all questions about a trace. */
  maxOutputTokens: z.number().int().positive().default(4_000),
});

const FIRST: PromptVersions = { usual: USUAL_VERSION, own: new Map() };

/**
 * The prompts under `folder`, as `<question>/<version>.md`: YAML above, strict Liquid below.
 * A value that was not given, or a filter that does not exist, throws; values are
 * never parsed again, so that text from outside can't become template.
 *
 * @throws RefineryError config-invalid for a version or a question that is not there, before anything is asked
 */
export function promptLibrary(folder: string, versions: PromptVersions = FIRST): PromptLibrary {
  const fileOf = (question: string) => {
    return join(folder, question, `${versions.own.get(question) ?? versions.usual}.md`);
  };
  const missing = [...new Set([...questionsIn(folder), ...versions.own.keys()])]
    .map(fileOf)
    .filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new RefineryError('config-invalid', `REFINERY_PROMPT_VERSION: there is no ${missing.join(', no ')}`);
  let liquid: Promise<Liquid> | undefined;
  return {
    async prompt(question, values) {
      liquid ??= strictLiquid();
      return render(fileOf(question), question, values, await liquid);
    },
  };
}

/** Whatever has a version. */
function questionsIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.flatMap((file) => (/^v\d+\.md$/.test(basename(file)) ? [dirname(file)] : []));
}

async function strictLiquid(): Promise<Liquid> {
  const { Liquid } = await import('liquidjs');
  return new Liquid({ strictVariables: true, strictFilters: true, ownPropertyOnly: true });
}

async function render(
  file: string,
  question: string,
  values: Readonly<Record<string, string>>,
  liquid: Liquid,
): Promise<Prompt> {
  try {
    const { head, body } = await readFrontMatter(await readFile(file, 'utf8'), FrontMatter);
    const { id, version, inputs, maxOutputTokens } = head;
    if (id !== question) throw new Error(`its id is ${id}`);
    const given = Object.fromEntries(inputs.map((name) => [name, values[name]]));
    return { version, system: String(await liquid.parseAndRender(body, given)), maxOutputTokens };
  } catch (cause) {
    throw new RefineryError('config-invalid', `prompt ${file}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
