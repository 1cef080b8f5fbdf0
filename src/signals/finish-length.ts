import type { SignalRule } from './signal.ts';

/** The model had more to say than it was allowed to. */
export const finishLength: SignalRule = {
  name: 'finish-length',
  weight: 0.6,
  look: ({ trace, calls }) =>
    trace.runs
      .filter(({ id }) => calls.get(id)?.output.finish === 'length')
      .map(({ id, name }) => ({ runIds: [id], detail: `The output of “${name}” was cut off by the length limit.` })),
};
