import { expect, it } from 'vitest';
import type { Edit, Offer } from '../../src/domain/change.ts';
import { digestOf, digestOfBytes, sealChange, sealOffer } from '../../src/refine/case/digest.ts';
import { applyEdits, inverseOf } from '../../src/refine/change/apply-edits.ts';
import { someBase, someHypothesis, someOffer, someProven } from './some.ts';

it('is one for one value, in whatever order its keys stand', () => {
  expect(digestOf({ a: 1, b: [2, null] })).toBe(digestOf({ b: [2, null], a: 1 }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }));
});

it.each(['\ud83d', 'cut \udc00 off'])('takes half a surrogate, as models do write it: %j', (text) => {
  const [first, second] = [text, `${text}\ufffd`].map((each) =>
    sealChange([{ kind: 'append', path: 'prompts/support.md', text: each }]),
  );
  expect(first?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(first?.digest).not.toBe(second?.digest);
  expect(digestOf(text)).not.toBe(digestOf('\ufffd'));
});

const edits: readonly Edit[] = [
  { kind: 'set-value', path: 'agent.yaml', at: '/top_k', text: '8' },
  { kind: 'append', path: 'evals/cases.jsonl', text: '{"input":"x"}\n' },
];
const files = new Map(
  Object.entries({ 'agent.yaml': 'top_k: 4 # few\n', 'evals/cases.jsonl': '{"input":"a"}\n' }).map(([path, text]) => [
    path,
    { bytes: new Uint8Array(Buffer.from(text)), mode: '100644' as const },
  ]),
);

/** As it is offered: the bytes of every file of the change, the eval case's among them. */
function offered(change: readonly Edit[], about: Partial<Omit<Offer, 'digest'>> = {}): Offer {
  const applied = applyEdits(change, files);
  if ('refused' in applied) throw new Error(applied.refused);
  const hypothesis = someHypothesis({ change: sealChange(change) });
  const { approved } = applied;
  const proven = someProven({ hypotheses: [hypothesis], verdicts: [] });
  return someOffer(proven, { files: approved, inverse: inverseOf(approved), ...about });
}

it('of an offer covers the files that it writes, the eval case among them, and their exact inverse', () => {
  const offer = offered(edits);
  expect(offer.files.map(({ path, after }) => [path, after])).toEqual([
    ['agent.yaml', digestOfBytes('top_k: 8 # few\n')],
    ['evals/cases.jsonl', digestOfBytes('{"input":"a"}\n{"input":"x"}\n')],
  ]);
  expect(inverseOf(offer.inverse)).toEqual(offer.files);
  expect(offered(edits).digest).toBe(offer.digest);
});

const { target, inverse } = offered(edits);
it.each<[string, Offer]>([
  ['another edit', offered([{ ...edits[0], text: '9' } as Edit, ...edits.slice(1)])],
  ['another eval case', offered([...edits.slice(0, 1), { ...edits[1], text: '{}\n' } as Edit])],
  ['no eval case', offered(edits.slice(0, 1))],
  ['another base', offered(edits, { base: someBase.replaceAll('b', 'c') as never })],
  ['another branch', offered(edits, { target: { ...target, branch: 'refinery/other' } })],
  ['another repository', offered(edits, { target: { ...target, repo: '/other' } })],
  ['another message', offered(edits, { target: { ...target, message: 'other\n' } })],
  ['a pull request', offered(edits, { target: { ...target, pullRequest: { base: 'main', isDraft: false } } })],
  ['a draft', offered(edits, { target: { ...target, pullRequest: { base: 'main', isDraft: true } } })],
  ['another inverse', offered(edits, { inverse: inverse.slice(1) })],
])('of an offer is another one with %s', (_what, other) => {
  const digests = [
    offered(edits),
    offered(edits, { target: { ...target, pullRequest: { base: 'dev', isDraft: false } } }),
  ];
  expect(digests.map(({ digest }) => digest)).not.toContain(other.digest);
  const { digest, ...shown } = other;
  expect(sealOffer(shown).digest).toBe(digest);
});
