import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { pack } from '../../src/flow/kept-trace.ts';
import { readHere } from '../../src/flow/reader.ts';
import { readerKit, readingSettings } from '../../src/wiring-of-reading.ts';
import { someSafeTrace } from './some-trace.ts';

const kit = readerKit(readingSettings(readConfig({})));
/** Of so many bytes when it is packed, more or less: what is random can't be made smaller. */
const someKept = (bytes: number) =>
  pack(someSafeTrace([{ id: 'run-1', outputs: { text: randomBytes(bytes * 0.75).toString('base64') } }]));

it('loads a trace once, though a few others are asked about in between', async () => {
  const reader = readHere(kit);
  const loads: string[] = [];
  const ask = ({ digest, bytes }: ReturnType<typeof someKept>) =>
    reader.at(digest, async () => {
      loads.push(digest);
      return { digest, bytes };
    })('triage', { expectation: '' });
  const few = Array.from({ length: 8 }, () => someKept(40_000));
  for (const kept of [...few, ...few]) await ask(kept);
  expect(loads).toEqual(few.map(({ digest }) => digest));

  const large = someKept(2_000_000);
  for (const kept of [large, large]) await ask(kept);
  expect(loads.slice(few.length)).toEqual([large.digest]);
  expect(few.filter(({ digest }) => reader.holds(digest))).toEqual([]);
});
