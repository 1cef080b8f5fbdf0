import { relative } from 'node:path';
import { failures } from './failures.ts';
import type { Sample, SampleFailure } from './start-sample.ts';

/** What `npm run sample` prints: what is running, what went wrong, and how to hand it to Refinery. */
export function tellSample(sample: Sample, here: string): string {
  const { repo, head, isNew, langSmith, model } = sample;
  const state = isNew ? 'unpacked as a new git repository' : 'was there already, used as it is';
  return `
The sample is running.

  Agent       ${shown(repo, here)} at ${head.slice(0, 7)} (${state})
  Its model   ${model.url} (a stand-in with simple rules: playground/README.md)
  LangSmith   ${langSmith.url} (a stand-in that forgets everything when it stops)

Three things went wrong in it:

${sample.failures.map((failure, index) => tellFailure(failure, `${index + 1}. `, sample, here)).join('\n')}
Or read the first one from LangSmith instead of a file:

  LANGSMITH_ENDPOINT=${langSmith.url} LANGSMITH_API_KEY=${langSmith.apiKey} \\
${sample.failures
  .slice(0, 1)
  .map((failure) => command(failure, failure.link, sample, here))
  .join('')}
Serving until Ctrl-C.
`;
}

function tellFailure(failure: SampleFailure, mark: string, sample: Sample, here: string): string {
  return `${mark}${failures.find(({ name }) => name === failure.name)?.about}
   Customer: ${failure.message}
   Agent:    ${failure.answer}

${command(failure, shown(failure.exportPath, here), sample, here)}`;
}

function command({ expectation }: SampleFailure, trace: string, { model, repo }: Sample, here: string): string {
  return `  REFINERY_STAND_IN_URL=${model.url} npm run -s refinery -- \\
    case ${quoted(trace)} \\
    --expected ${quoted(expectation)} --repo ${quoted(shown(repo, here))}
`;
}

/** A path as one would type it from here. */
function shown(path: string, here: string): string {
  const near = relative(here, path);
  return near === '' || near.startsWith('..') ? path : near;
}

/** Nothing is special to a shell between single quotes, so that `$39` stays what it is. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
