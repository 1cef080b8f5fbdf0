import type { Pull } from './api.ts';
import { DEEDS, type DeedName, PERSON } from './deeds.ts';
import { fromMarkdown, type Html, html } from './html.ts';
import type { Comparison } from './repository.ts';
import type { Shelf } from './shelf.ts';

/** Where on its server all of this is. */
export const ROOM = '/github';
const MOST_LINES = 1_000;

export type PullShown = Readonly<{
  pull: Pull;
  name: string;
  comparison: Comparison;
  runs: ReturnType<Shelf['runsOn']>;
  reviews: ReturnType<Shelf['reviewsOf']>;
  /** Why the last press did nothing. */
  problem?: string | undefined;
}>;

const at = (name: string): string => `${ROOM}/${name}`;

/** A pull request as people look at it, with what they do to it. */
export function pullPage({ pull, name, comparison, runs, reviews, problem }: PullShown): string {
  const { number, title, head, base } = pull;
  return page(
    `${title} · #${number}`,
    html`
    <p class="crumbs"><a href="${at(name)}">${name}</a></p>
    <h1>${title} <span class="number">#${number}</span></h1>
    <p class="state">${badge(pull)} <span>wants to merge <code>${head}</code> into <code>${base}</code></span></p>
    ${labels(pull)}
    ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
    <section class="deeds" aria-label="What happens next">
      <p>You are <strong>${PERSON.name}</strong> here. Whatever you press, the thread in Slack tells of within seconds.</p>
      <div>${deedsFor(pull).map((deed) => button(`${at(name)}/pull/${number}/${deed}`, deed))}</div>
    </section>
    <div class="columns">
      <section class="body" aria-label="What it says">${fromMarkdown(pull.body)}</section>
      <aside>
        <h2 id="checks">Checks${pull.merged_at === null ? '' : ` on ${base}`}</h2>
        ${runs.length === 0 ? html`<p class="none">None yet.</p>` : html`<ul>${runs.map(({ name: check, conclusion }) => html`<li class="${STATE_OF_RUN[conclusion ?? 'running'] ?? ''}">${check}: ${conclusion === null ? 'running' : conclusion === 'success' ? 'passed' : 'failed'}</li>`)}</ul>`}
        <h2>Reviews</h2>
        ${reviewed(pull, reviews)}
        <h2>Commits</h2>
        <ul>${comparison.commits.map((commit) => html`<li>${commit}</li>`)}</ul>
      </aside>
    </div>
    <section aria-label="What changes">
      <h2>Files</h2>
      <ul class="files">${comparison.files.map(({ path, added, removed }) => html`<li><code>${path}</code> <span class="added">+${added}</span> <span class="removed">−${removed}</span></li>`)}</ul>
      <pre class="diff">${diffLines(comparison.diff)}</pre>
    </section>`,
  );
}

/** All pull requests of a repository, the latest first. */
export function listPage(name: string, pulls: readonly Pull[]): string {
  const rows = pulls
    .toReversed()
    .map(
      (pull) =>
        html`<li>${badge(pull)} <a href="${at(name)}/pull/${pull.number}">${pull.title}</a> <span class="number">#${pull.number}</span></li>`,
    );
  const none = html`<p class="none">None yet. Approve a fix in the channel that this repository belongs to.</p>`;
  return page(
    name,
    html`<h1>${name}</h1><h2>Pull requests</h2>${rows.length === 0 ? none : html`<ul class="pulls">${rows}</ul>`}`,
  );
}

export function missingPage(): string {
  return page(
    'Not found',
    html`<h1>There is nothing here</h1><p>This stand-in knows the pull requests of one repository.</p>`,
  );
}

const STATE_OF_RUN: Readonly<Record<string, string>> = { running: 'waits', success: 'passed', failure: 'failed' };

function stateOf({ merged_at, state, draft }: Pull): 'merged' | 'closed' | 'draft' | 'open' {
  if (merged_at !== null) return 'merged';
  return state === 'closed' ? 'closed' : draft ? 'draft' : 'open';
}

const badge = (pull: Pull): Html => html`<span class="badge ${stateOf(pull)}">${NAMES[stateOf(pull)]}</span>`;
const NAMES = { merged: 'Merged', closed: 'Closed', draft: 'Draft', open: 'Open' } as const;

function labels({ labels }: Pull): Html | undefined {
  return labels.length === 0
    ? undefined
    : html`<p>${labels.map((name) => html`<span class="label">${name}</span> `)}</p>`;
}

function deedsFor(pull: Pull): readonly DeedName[] {
  return (Object.keys(DEEDS) as DeedName[]).filter((name) => DEEDS[name].fits(pull));
}

function button(address: string, name: DeedName): Html {
  const { label, ...more } = DEEDS[name];
  return html`<form method="post" action="${address}"><button class="${'style' in more ? more.style : ''}">${label}</button></form>`;
}

function reviewed({ reviewers }: Pull, reviews: PullShown['reviews']): Html {
  const said = reviews.map(
    ({ user, state }) =>
      html`<li class="${state === 'APPROVED' ? 'passed' : 'failed'}">${user?.login ?? 'somebody'} ${state === 'APPROVED' ? 'approved it' : 'asked for changes'}</li>`,
  );
  const asked = reviewers
    .filter((login) => !reviews.some(({ user }) => user?.login === login))
    .map((login) => html`<li class="waits">${login} is asked to review</li>`);
  return said.length + asked.length === 0
    ? html`<p class="none">Nobody is asked yet.</p>`
    : html`<ul>${[...said, ...asked]}</ul>`;
}

function diffLines(diff: string): readonly Html[] {
  const lines = diff.split('\n');
  const shown = lines.slice(0, MOST_LINES).map((line) => html`<span class="${classOf(line)}">${line}\n</span>`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, html`<span class="mark">And ${more} more lines.</span>`] : shown;
}

function classOf(line: string): string {
  if (/^(?:diff|index|---|\+\+\+|@@|new file|deleted file)/.test(line)) return 'mark';
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="stylesheet" href="${ROOM}/pages.css">
  <link rel="icon" href="/icon.svg">
</head>
<body>
  <p class="stand-in">A stand-in for GitHub on this machine. Nothing here is on github.com.</p>
  <main>${body}</main>
</body>
</html>
`.html;
}
