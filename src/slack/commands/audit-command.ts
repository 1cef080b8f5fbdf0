import { CaseId } from '../../domain/case.ts';
import type { RecordsReport } from '../../flow/audit-records.ts';
import { counted } from '../../refine/text/counted.ts';
import { type Reply, whisper } from '../controls/reply.ts';
import { MEMBERS_ONLY_LOOK } from '../people.ts';
import type { SlackTools, Typed } from '../tools.ts';

const WHOLE =
  'The record is whole: every fact of every case stands as it was written, and it holds all that was committed.';
const MOST_NAMED = 10;

/**
 * `/refinery audit`: whether anybody changed the record from outside. Of a case in a channel that whoever asks is not in,
 * no more is said than that there is one. Errors as `auditRecords`.
 */
export async function answerAudit(
  { user, who }: Pick<Typed, 'user' | 'who'>,
  { audit, desk, team, channelsOf }: Pick<SlackTools, 'audit' | 'desk' | 'team' | 'channelsOf'>,
): Promise<Reply> {
  if ((await who()).standing !== 'member') return whisper(MEMBERS_ONLY_LOOK);
  const report = await audit();
  const unseen = unseenWords(report);
  if (report.broken.length === 0) return whisper([WHOLE, ...unseen].join('\n'));
  const ids = [...new Set(report.broken.map((broken) => broken.case))];
  const mine = await visible(ids, new Set(await channelsOf(user)), { desk, team });
  const named = mine.slice(0, MOST_NAMED).join(', ');
  const others = ids.length - Math.min(mine.length, MOST_NAMED);
  const more =
    others === 0
      ? ''
      : named === ''
        ? `${counted(others, 'case', 'cases')} elsewhere`
        : `, and ${counted(others, 'case', 'cases')} elsewhere`;
  return whisper(
    [
      `The record was changed from outside: ${named}${more}. Tell whoever runs me: the database has to be restored from a backup.`,
      ...unseen,
    ].join('\n'),
  );
}

const unseenWords = ({ unseen }: RecordsReport): readonly string[] =>
  unseen.length === 0
    ? []
    : [
        `I could not compare it with ${unseen.length === 1 ? 'one repository' : `${unseen.length} repositories`}, which I can’t read now.`,
      ];

/** A record that was changed need not say any more where its case is. */
async function visible(
  ids: RecordsReport['broken'][number]['case'][],
  channels: ReadonlySet<string>,
  { desk, team }: Pick<SlackTools, 'desk' | 'team'>,
): Promise<readonly string[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const place = await desk.find(CaseId.parse(id)).then(
        ({ now }) => now.place,
        () => null,
      );
      return place?.team === team && channels.has(place.channel) ? [id] : [];
    }),
  );
  return found.flat();
}
