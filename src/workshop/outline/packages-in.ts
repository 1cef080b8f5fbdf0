import type { Outline, Package } from '../../domain/outline.ts';

export type Manifest = Pick<Outline, 'packages' | 'installCommands'>;

/** npm runs these by itself. https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-scripts */
const RUN_AT_INSTALL = /^(?:pre|post)?(?:install|prepare)$|^(?:dependencies|prepublish)$/;

/** Where manifests of each kind name packages: under these keys, wherever they stand. */
const TABLES =
  /^(?:(?:dev|peer|optional|build|bundled?|workspace)?[_-]?dependencies|requires?|require-dev|imports|packages|dev-packages|overrides|resolutions|catalog)$/i;
const LISTS = /^(?:dependencies|requires|optional-dependencies|dependency-groups|pip)$/i;
const DATA_MANIFEST =
  /(?:^|\/)(?:package\.json|pnpm-workspace\.yaml|deno\.jsonc?|composer\.json|pyproject\.toml|pipfile|uv\.toml|pixi\.toml|cargo\.toml|environment\.ya?ml)$/i;
const LINE_MANIFEST =
  /(?:^|\/)(?:[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]+|constraints[^/]*\.txt|go\.mod|gemfile)$/i;
/** A requirement as PEP 508 and `go.mod` write it: a name, what is wanted of it, and where it is. */
const REQUIREMENT = /^(?:require\s+|gem\s+['"])?([A-Za-z0-9@][\w./@-]{0,199})\s*(?:\[[^\]]*\])?['"]?\s*(.*)$/;

/** What a parsed manifest has installed; nothing for a file that is none. */
export function manifestOf(path: string, value: unknown): Manifest {
  if (!DATA_MANIFEST.test(path)) return { packages: [], installCommands: [] };
  const scripts = fieldsOf(fieldsOf(value).scripts);
  return {
    packages: packagesUnder(value, undefined),
    installCommands: Object.entries(scripts).flatMap(([name, runs]) =>
      RUN_AT_INSTALL.test(name) && typeof runs === 'string' ? [{ name, runs }] : [],
    ),
  };
}

export const isLineManifest = (path: string): boolean => LINE_MANIFEST.test(path);

/** The same of a manifest that is a list of lines. */
export function packagesInLines(text: string): readonly Package[] {
  return text.split('\n').flatMap((line) => {
    const said = line.replace(/(?:^|\s)(?:#|\/\/).*$/, '').trim();
    if (/^(?:module|go|toolchain|source|ruby|group|end|\)|require\s*\()(?:\s|$)/.test(said)) return [];
    // `-r other.txt`, `--index-url …`, `git+https://…`: each decides what is installed, and has no better name.
    if (/^-|:\/\//.test(said)) return [{ name: said.slice(0, 200), from: said.slice(0, 200) }];
    return requirement(said);
  });
}

function packagesUnder(value: unknown, key: string | undefined): readonly Package[] {
  if (Array.isArray(value)) {
    const isList = key !== undefined && LISTS.test(key);
    return value.flatMap((each) =>
      typeof each === 'string' ? (isList ? requirement(each) : []) : packagesUnder(each, key),
    );
  }
  const entries = Object.entries(fieldsOf(value));
  const isTable = key !== undefined && TABLES.test(key);
  return entries.flatMap(([name, field]) => {
    if (Array.isArray(field)) return packagesUnder(field, LISTS.test(key ?? '') ? key : name);
    return isTable
      ? [{ name, from: typeof field === 'string' ? field : (JSON.stringify(field) ?? '') }]
      : packagesUnder(field, name);
  });
}

function requirement(line: string): readonly Package[] {
  const [, name, from] = REQUIREMENT.exec(line) ?? [];
  return name ? [{ name, from: (from ?? '').slice(0, 200) }] : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
