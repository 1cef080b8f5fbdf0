/** A LangSmith export of many small runs, each below one of the ten before it. */
export function manyRuns(count: number): string {
  const runs = Array.from({ length: count }, (_, at) => ({
    id: idOf(at),
    trace_id: idOf(0),
    parent_run_id: at === 0 ? null : idOf(Math.floor((at - 1) / 10)),
    name: `step_${at % 50}`,
    run_type: ['chain', 'llm', 'tool'][at % 3],
    start_time: new Date(1_780_000_000_000 + at).toISOString(),
    end_time: new Date(1_780_000_000_000 + at + 1).toISOString(),
    status: at % 1_000 === 999 ? 'error' : 'success',
    error: at % 1_000 === 999 ? `Timeout after ${at} ms` : null,
    inputs: { query: `What comes after ${at}?` },
    outputs: { output: `After ${at} comes ${at + 1}, as everybody knows.` },
  }));
  return JSON.stringify(runs);
}

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
