import { type Approved, findingsOn, type Published, verdictOf } from '../../domain/case.ts';
import type { Finding } from '../../domain/change.ts';
import type { Category } from '../../domain/diagnosis.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { otherWords } from '../proof/other-words.ts';
import { printable } from '../text/printable.ts';
import { redactText } from '../text/redact.ts';
import { shorten } from '../text/shorten.ts';
import { type Signature, trailersOf } from './commit-message.ts';

const LONGEST_TITLE = 200;
/** GitHub takes 65,536 characters in all; a fence may be as long as what it holds. */
const LONGEST_TEXT = 1_000;
const LONGEST_FINDING = 300;
const MOST_QUOTES = 5;
const MOST_FINDINGS = 12;
/** With four eyes there are two; whoever else said yes is in the audit. */
const MOST_NAMES = 3;

/** What people read who merge the change or don't. */
export type PullRequestText = Readonly<{ title: string; body: string }>;

/** The case as a pull request tells it: what went wrong, by what one sees that, what the fix did, and where it is recorded. */
export function pullRequestText(approved: Approved, signature: Signature): PullRequestText {
  const { id, expectation, diagnosis, offer } = approved;
  const hypothesis = approved.hypotheses.find(({ change }) => change.digest === offer.change);
  const verdict = hypothesis && verdictOf({ ...approved, stage: 'proven' }, hypothesis);
  const quotes = diagnosis.evidence.slice(0, MOST_QUOTES).map(({ quote }) => `> ${verbatim(quote)}`);
  const more = diagnosis.evidence.length - quotes.length;
  const findings = hypothesis ? findingsOn({ ...approved, stage: 'proven' }, hypothesis) : [];
  const paragraphs = [
    '### What went wrong',
    verbatim(diagnosis.summary),
    `**Expected:** ${verbatim(expectation)}`,
    ...(quotes.length > 0 ? ['**Seen in the trace:**', ...quotes] : []),
    ...(more > 0 ? [`And ${more} more.`] : []),
    `**Cause:** ${CAUSE[diagnosis.category]} ${verbatim(diagnosis.explanation)}`,
    '### What this changes',
    ...(hypothesis ? [verbatim(hypothesis.rationale)] : []),
    ...(verdict ? [`**Proved:** ${verbatim(provedWords(verdict))}`, ...exampleIn(verdict)] : []),
    ...(findings.length > 0 ? ['**What the safety rules say:**', ...findingLines(findings)] : []),
    '### Where it comes from',
    `Case ${id} of Refinery. ${whoApproved(approved)} approved exactly these files; a change of them here is theirs who make it.`,
    fenced(trailersOf(approved, signature)),
  ];
  return { title: titleFrom(offer.target.message), body: `${paragraphs.join('\n\n')}\n` };
}

/** Whose work it is, in a few words. */
const CAUSE: Readonly<Record<Category, string>> = {
  prompt: 'in the instructions.',
  context: 'in what the model was given.',
  retrieval: 'in what was looked up.',
  tool: 'in a tool.',
  orchestration: 'in how the steps are put together.',
  'model-limit': 'in what the model can do.',
  data: 'in the data.',
};

/** One answer before and after, as the replays had it. */
function exampleIn({ examples = [] }: Verdict): readonly string[] {
  return examples
    .slice(0, 1)
    .flatMap(({ before, after }) => [`**Before:** ${verbatim(before)}`, `**With this change:** ${verbatim(after)}`]);
}

/** What somebody had to take on comes first. */
function findingLines(findings: readonly Finding[]): readonly string[] {
  const ordered = findings.toSorted((a, b) => Number(isDoubt(b)) - Number(isDoubt(a)));
  const told = ordered.slice(0, MOST_FINDINGS).map((finding) => {
    const says = verbatim(finding.says, LONGEST_FINDING);
    return `- ${isDoubt(finding) ? 'Approved all the same: ' : ''}${says}`;
  });
  const more = ordered.length - told.length;
  return more > 0 ? [...told, `And ${more} more, in the case.`] : told;
}

const isDoubt = ({ severity }: Finding): boolean => severity === 'needs-approval';

/** Nobody is mentioned: these are names of another place. */
function whoApproved({ yeses }: Approved): string {
  const names = [...new Set(yeses.map(({ by }) => by.name))].slice(0, MOST_NAMES).map((name) => verbatim(name));
  return names.length === 0 ? 'People' : names.join(' and ');
}

/** @param message of the commit that takes it back */
export function revertText({ id, commit }: Published, message: string): PullRequestText {
  const what = commit.pullRequest ? `pull request #${commit.pullRequest.number}` : `commit ${commit.sha}`;
  const body = `Takes back ${what}, as somebody asked who may (case ${id} of Refinery). The files are as they were before it.`;
  return { title: titleFrom(message), body: `${body}\n\n${fenced(message.split('\n\n').at(-1) ?? '')}\n` };
}

function provedWords(verdict: Verdict): string {
  const { fixed, of, standIn } = verdict;
  const on = standIn ? ' On a stand-in model, which says nothing of a real one.' : '';
  return [`Fixed the reported answer ${fixed} of ${of} times.${on}`, ...otherWords(verdict)].join(' ');
}

const titleFrom = (message: string): string => shorten(printable(message.split('\n', 1)[0] ?? ''), LONGEST_TITLE);

/**
 * Text from outside as GitHub shows it and does not read it: in a span of code nobody is mentioned, nothing is linked, no
 * issue is closed, no image loaded, whatever it says. The fence is longer than any within.
 * https://github.github.com/gfm/#code-spans
 */
export function verbatim(text: string, longest = LONGEST_TEXT): string {
  const line = shorten(redactText(printable(text)).replace(/\s+/g, ' ').trim(), longest);
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const room = /^`|`$|^$/.test(line) ? ' ' : '';
  return `${fence}${room}${line}${room}${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  return `${fence}text\n${printable(text).trimEnd()}\n${fence}`;
}

function longestRun(text: string, sign: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === sign ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
