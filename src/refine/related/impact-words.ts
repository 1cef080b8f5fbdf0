import type { Impact } from '../../domain/impact.ts';

const MOST_FILES = 3;
const MOST_NAMES = 3;

/** A run of words, or the path of a file: faces set the two apart. */
export type ImpactPiece = string | Readonly<{ path: string }>;

/** What each changed file reaches, a line each, for people who decide. */
export function impactLines(impacts: readonly Impact[]): readonly (readonly ImpactPiece[])[] {
  const shown = impacts.slice(0, MOST_FILES).map((impact) => lineOf(impact, impacts.length > 1));
  const more = impacts.length - shown.length;
  return more > 0 ? [...shown, [`${more} more ${more === 1 ? 'file is' : 'files are'} changed.`]] : shown;
}

function lineOf({ path, usedBy, through, uses, tests, evals }: Impact, isNamed: boolean): readonly ImpactPiece[] {
  const covering = evals.map(({ path: set, examples }): readonly ImpactPiece[] => [
    `${examples} ${examples === 1 ? 'example' : 'examples'} in `,
    { path: set },
  ]);
  const covered = [...covering, ...(tests.length > 0 ? [listed(tests)] : [])];
  const used: readonly ImpactPiece[] =
    usedBy.length === 0
      ? ['Nothing in the repository names this file']
      : ['Used by ', ...listed(usedBy), ...(through.length > 0 ? [', and through that by ', ...listed(through)] : [])];
  return [
    ...(isNamed ? [{ path }, ': '] : []),
    ...used,
    ...(covered.length > 0
      ? ['; covered by ', ...covered.flatMap((each, at) => (at > 0 ? [' and ', ...each] : each))]
      : ['; no eval and no test covers it']),
    ...(uses.length > 0 ? ['; it uses ', ...listed(uses)] : []),
    '.',
  ];
}

function listed(paths: readonly string[]): readonly ImpactPiece[] {
  const more = paths.length - MOST_NAMES;
  const shown = paths
    .slice(0, MOST_NAMES)
    .flatMap((path, at): readonly ImpactPiece[] => [at > 0 ? ', ' : '', { path }]);
  return [...shown.filter((piece) => piece !== ''), ...(more > 0 ? [` and ${more} more`] : [])];
}
