import type { CaseId } from '../domain/case.ts';
import { Fact } from '../domain/fact.ts';
import type { AuditReport, CodeHost } from '../ports.ts';
import { AuditLine, NOTHING, type Tally, tally } from '../refine/case/audit-line.ts';
import { firstBreak, type Link } from '../refine/case/hash-chain.ts';
import type { RecordsReport } from './audit-records.ts';
import { type Comparison, compareCommits } from './compare-commits.ts';

type Broken = AuditReport['broken'][number];

/** What stands in a file under one case; or what is wrong with the file itself. */
type Part = Readonly<{ id: CaseId; links: readonly Link[] } | { id: CaseId; damaged: string } | { wrong: string }>;

/** The same as `auditRecords` for what `exportAudit` wrote, whatever became of it since. One case at a time is held in memory. */
export async function auditFile(
  lines: AsyncIterable<string>,
  codeHost: Pick<CodeHost, 'signed'>,
): Promise<RecordsReport> {
  const commits = compareCommits(codeHost);
  const broken: Broken[] = [];
  let seen: Tally = NOTHING;
  let last = 0;
  for await (const part of partsOf(lines)) {
    if ('wrong' in part) {
      broken.push({ case: 'the file', seq: 0, why: part.wrong });
      continue;
    }
    if ('end' in part) {
      if (!isSame(part.end, seen)) broken.push({ case: 'the file', seq: 0, why: NOT_ITS_END });
      continue;
    }
    const number = Number(part.id.slice('RF-'.length));
    if (number > last + 1) broken.push({ case: `RF-${last + 1}`, seq: 1, why: 'the case is missing' });
    if (number <= last) broken.push({ case: part.id, seq: 1, why: 'the case stands in two places' });
    last = number;
    seen = tally(seen, 'links' in part ? part.links.map(({ hash }) => hash) : []);
    const wrong = 'links' in part ? await breakIn(part.id, part.links, commits) : damageOf(part);
    if (wrong) broken.push(wrong);
  }
  return { cases: seen.cases, facts: seen.facts, broken, unseen: commits.unseen() };
}

const NOT_ITS_END = 'its last line tells of other facts than stand before it';

async function breakIn(id: CaseId, links: readonly Link[], commits: Comparison): Promise<Broken | undefined> {
  const found = firstBreak(links);
  if (found) return { case: id, ...found };
  const facts = links.flatMap((link) => Fact.safeParse(link).data ?? []);
  const unread = links.find(({ seq }, index) => facts[index]?.seq !== seq);
  if (unread) return { case: id, seq: unread.seq, why: `fact ${unread.seq} is of no kind that I know` };
  return commits.missingEnd(facts);
}

const damageOf = ({ id, damaged }: Extract<Part, { damaged: string }>): Broken => ({
  case: id,
  seq: 0,
  why: `it was damaged when it was exported: ${damaged}`,
});

const isSame = (a: Tally, b: Tally): boolean => a.cases === b.cases && a.facts === b.facts && a.digest === b.digest;

/** Lines of one case that follow each other are one part. */
async function* partsOf(lines: AsyncIterable<string>): AsyncGenerator<Part | Readonly<{ end: Tally }>> {
  let links: Link[] = [];
  const finished = (): readonly Part[] => {
    const [first] = links;
    const part = first && { id: first.case, links };
    links = [];
    return part ? [part] : [];
  };
  let number = 0;
  let isEnded = false;
  for await (const text of lines) {
    number += 1;
    const line = lineIn(text);
    if (isEnded) yield { wrong: `line ${number} stands after its end` };
    if (line && 'seq' in line) {
      if (line.case !== links.at(-1)?.case) yield* finished();
      links.push(line);
      continue;
    }
    yield* finished();
    if (!line) yield { wrong: `line ${number} is none of an audit` };
    else if ('end' in line) yield line;
    else yield { id: line.case, damaged: line.damaged };
    isEnded ||= line !== undefined && 'end' in line;
  }
  yield* finished();
  if (!isEnded) yield { wrong: 'its end is missing' };
}

function lineIn(text: string): AuditLine | undefined {
  try {
    return AuditLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
