import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { CaseId } from '../../src/domain/case.ts';
import type { Picture } from '../../src/domain/picture.ts';
import { illustrator } from '../../src/slack/illustrator.ts';
import type { Post } from '../../src/slack/post.ts';

const id = CaseId.parse('RF-1');
const picture = { alt: 'How the run went' } as Picture;
const post: Post = { slot: 'triage/1', text: 'What stands out', blocks: [], picture };

it('draws nothing while something is read, and then all that is lacking', async () => {
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const { supply, filesOf } = illustrator({
    pictures: {
      async draw() {
        told.push('drawn');
        return new Uint8Array();
      },
      close: async () => {},
    },
    upload: async () => 'F1',
    redraw: async () => told.push('redrawn'),
    calm: () => promise,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
  });
  const supplied = supply(id, [post], ['triage/1']);
  await sleep(20);
  expect(told).toEqual([]);
  resolve();
  await supplied;
  expect(told).toEqual(['drawn', 'redrawn']);
  expect(filesOf(id)).toEqual(new Map([['triage/1', 'F1']]));
});
