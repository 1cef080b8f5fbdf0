import type { Run } from '../domain/trace.ts';
import { digestOf } from '../refine/case/digest.ts';
import type { SignalRule } from './signal.ts';

/** The same tool, asked the same thing, over and over. */
export const repeatedCall: SignalRule = {
  name: 'repeated-call',
  weight: 0,
  look({ trace }) {
    const asked = trace.runs.filter(({ kind, inputs }) => (kind === 'tool' || kind === 'retriever') && inputs !== null);
    return [...Map.groupBy(asked, keyOf).values()]
      .filter(({ length }) => length > 1)
      .map((runs) => ({ runIds: runs.map(({ id }) => id).reverse(), detail: say(runs) }));
  },
};

function keyOf({ name, inputs }: Run): string {
  return digestOf([name, inputs]);
}

function say(runs: readonly Run[]): string {
  return `“${runs[0]?.name}” was called ${runs.length} times with the same arguments.`;
}
