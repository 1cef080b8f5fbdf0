import { expect, it } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { type RightsGround, rightsOf } from '../../src/refine/case/rights.ts';
import { isCodePath } from '../../src/refine/change/code-path.ts';
import { ada, ben, someOpened } from './some.ts';

const project = (more: Partial<Project>): Project => ({ ...someOpened().project, ...more });
const ground = (more: Partial<RightsGround> = {}): RightsGround => ({
  members: new Map(),
  isOwned: () => false,
  mustKnowOwners: false,
  ...more,
});
const who = ({ mayApprove }: ReturnType<typeof rightsOf>) => [ada, ben].filter(mayApprove).map(({ name }) => name);

it('lets the people approve who are named, and whoever is in a group that is', () => {
  const members = new Map([['g', [ben.id]]]);
  expect(who(rightsOf(project({})))).toEqual(['Ada', 'Ben']);
  expect(who(rightsOf(project({ approvers: [ada.id] })))).toEqual(['Ada']);
  expect(who(rightsOf(project({ approvers: null, approverGroups: ['g'] }), ground({ members })))).toEqual(['Ben']);
  expect(who(rightsOf(project({ approvers: [ada.id], approverGroups: ['g'] }), ground({ members })))).toEqual([
    'Ada',
    'Ben',
  ]);
});

it('takes a group that nobody can read for an empty one, never for everybody', () => {
  for (const members of [new Map([['g', 'unknown' as const]]), new Map()]) {
    const rights = rightsOf(project({ approverGroups: ['g'] }), ground({ members }));
    expect([who(rights), rights.isPartial]).toEqual([[], true]);
  }
  expect(rightsOf(project({ approvers: [ada.id] })).isPartial).toBe(false);
});

it('asks for the project’s code owners where code changes, or what the repository gives to somebody', () => {
  const about = project({ codeOwners: { people: [ada.id], groups: ['g'] } });
  const rights = rightsOf(
    about,
    ground({ members: new Map([['g', [ben.id]]]), isOwned: (path) => path === 'prompts/a.md' }),
  );
  const ownersOf = (...paths: string[]) => {
    const owners = rights.ownersOf(paths);
    return typeof owners === 'function' ? [ada, ben].filter(owners).map(({ name }) => name) : owners;
  };
  expect(ownersOf('prompts/b.md', 'agent.yaml')).toBeNull();
  expect(ownersOf('prompts/b.md', 'src/agent.py')).toEqual(['Ada', 'Ben']);
  expect(ownersOf('prompts/a.md')).toEqual(['Ada', 'Ben']);
});

it('lets nothing through that the repository gives to somebody, while nobody said who that is', () => {
  const isOwned = (path: string) => path === 'a.md';
  const alone = rightsOf(project({}), ground({ isOwned, mustKnowOwners: true }));
  expect([alone.ownersOf(['a.md']), alone.ownersOf(['b.py'])]).toEqual(['unknown', null]);
  // There the repository's own rules see to it.
  expect(rightsOf(project({}), ground({ isOwned })).ownersOf(['a.md'])).toBeNull();
});

it.each([
  ['src/agent.py', true],
  ['agent', true],
  ['.github/workflows/ci.yml', true],
  ['package.json', true],
  ['Makefile', true],
  ['prompts/support.md', false],
  ['prompts/support.j2', false],
  ['evals/cases.jsonl', false],
  ['agent.yaml', false],
])('%s is code: %s', (path, isCode) => {
  expect(isCodePath(path)).toBe(isCode);
});
