import { type RecordedRun, statusOf } from './recorded-run.ts';
import { previewOf } from './show-v1.ts';

/** A trace for somebody who follows a link in the browser: plain HTML, the linked run marked. */
export function pageOf(trace: readonly RecordedRun[], runId: string): string {
  const root = trace[0];
  return page(
    root?.name ?? 'Trace',
    `<ul>${trace.map((run) => line(run, run.id === runId)).join('')}</ul><p>This is the playground’s stand-in for LangSmith; it forgets everything when it is stopped.</p>`,
  );
}

export const missingPage = page(
  'Nothing here',
  '<p>There is no such run. The playground forgets its runs when it is stopped.</p>',
);

function line(run: RecordedRun, isLinked: boolean): string {
  const depth = run.dottedOrder.split('.').length - 1;
  const text = `${run.runType} <b>${escaped(run.name)}</b> ${statusOf(run)} ${escaped(previewOf(run.outputs) ?? run.error ?? '')}`;
  return `<li style="margin-left:${depth * 2}em">${isLinked ? `<mark>${text}</mark>` : text}</li>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
