import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { bodyOf } from '../serve.ts';
import { type Answer, gitHubApi, type Pull } from './api.ts';
import { beginCi, type DeedName, doDeed, isDeed, PERSON, testedCommit } from './deeds.ts';
import { bytesOf, gitOverHttp, tokenIn } from './git-over-http.ts';
import { listPage, missingPage, pullPage, ROOM } from './pages.ts';
import { sampleRepository } from './repository.ts';
import { send } from './send.ts';
import { openShelf } from './shelf.ts';

/** A GitHub with one repository, beneath `/github` of somebody else's server. */
export type GitHubStandIn = Readonly<{
  /** `owner/name`. */
  name: string;
  token: string;
  webhookSecret: string;
  /** @returns whether it was asked of us, and so is answered */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Where deliveries go from now on. */
  hearAt(url: string): void;
  close(): Promise<void>;
}>;

export type GitHubOptions = Readonly<{
  /** For the repository. */
  folder: string;
  /** The file that keeps its pull requests for the next start. */
  keptIn: string;
  /** Where the server is, once it is. */
  server(): string;
}>;

const NAME = 'plumwick/support-agent';
const TOKEN = 'github_pat_playground';

/** Text of models and traces is shown here: even if some of it became markup, nothing of it could run, load or send. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};
const STYLE = join(import.meta.dirname, 'pages.css');

/** Nothing is unpacked until somebody asks for it. */
export async function openGitHub({ folder, keptIn, server }: GitHubOptions): Promise<GitHubStandIn> {
  const shelf = await openShelf(keptIn);
  const repository = sampleRepository(join(folder, `${NAME}.git`));
  const pages = () => `${server()}${ROOM}/${NAME}`;
  const desk = { shelf, repository, pages };
  const webhookSecret = randomBytes(32).toString('hex');
  let listener: string | undefined;
  const api = gitHubApi(TOKEN, {
    name: NAME,
    writtenAs: NAME,
    pages,
    pulls: shelf.pulls,
    tipOf: repository.tipOf,
    checksOf: (sha) => ({ runs: shelf.runsOn(sha), statuses: [] }),
    reviewsOf: shelf.reviewsOf,
    takesDrafts: () => true,
    rights: () => ({ scopes: 'repo', push: true }),
    mayReview: (login) => login === PERSON.name,
    onChange(pull) {
      shelf.note();
      void startCi(pull);
    },
  });

  async function startCi(pull: Pull): Promise<void> {
    const sha = await testedCommit(desk, pull);
    if (pull.state === 'open' && sha !== undefined && shelf.runsOn(sha).length === 0) await beginCi(pull, desk);
  }

  /** As GitHub tells of news: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
  async function tell({ number }: Pull): Promise<void> {
    if (listener === undefined) return;
    const body = JSON.stringify({ repository: { full_name: NAME }, pull_request: { number } });
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    // Whoever does not hear it looks by themselves.
    await fetch(listener, { method: 'POST', body, headers }).catch(() => undefined);
  }

  const pullAt = (number: string | undefined): Pull | undefined => shelf.pulls[Number(number) - 1];

  async function draw(pull: Pull, problem?: string): Promise<Answer> {
    const sha = await testedCommit(desk, pull);
    // After the merge its base holds all of it: what it brought is seen from where the base was before.
    const base = pull.merge_commit_sha === null ? `refs/heads/${pull.base}` : `${pull.merge_commit_sha}^1`;
    const shown = {
      pull,
      name: NAME,
      comparison: await repository.compare(base, pull.head),
      runs: sha === undefined ? [] : shelf.runsOn(sha),
      reviews: shelf.reviewsOf(pull.number),
      problem,
    };
    return { status: problem === undefined ? 200 : 409, headers: HEADERS, body: pullPage(shown) };
  }

  async function act(pull: Pull, name: DeedName): Promise<Answer> {
    const problem = await doDeed(name, pull, desk);
    if (problem !== undefined) return draw(pull, problem);
    await tell(pull);
    return { status: 303, headers: { location: `${ROOM}/${NAME}/pull/${pull.number}` }, body: '' };
  }

  async function answerFor(request: IncomingMessage, path: string, search: string): Promise<Answer> {
    if (path.startsWith(`/${NAME}.git/`)) {
      if (tokenIn(request.headers) !== TOKEN)
        return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body: '' };
      // Whoever comes first finds it unpacked.
      await repository.tipOf('main');
      const { method, headers } = request;
      // The body as it came: git unpacks it by itself.
      return gitOverHttp(folder, { method, url: path + search, headers }, await bytesOf(request));
    }
    if (path.startsWith('/api/v3/'))
      return api(request, path.slice('/api/v3'.length) + search, (await bodyOf(request)) ?? Buffer.alloc(0));
    if (path === '/pages.css')
      return { status: 200, headers: { 'content-type': 'text/css' }, body: readFileSync(STYLE) };
    const [, number, deed] = new RegExp(`^/${NAME}/pull/(\\d+)(?:/([a-z-]+))?$`).exec(path) ?? [];
    const pull = pullAt(number);
    if (request.method === 'POST' && pull && deed !== undefined && isDeed(deed)) return act(pull, deed);
    if (request.method === 'GET' && pull && deed === undefined) return draw(pull);
    if (request.method === 'GET' && (path === `/${NAME}` || path === `/${NAME}/`))
      return { status: 200, headers: HEADERS, body: listPage(NAME, shelf.pulls) };
    return { status: 404, headers: HEADERS, body: missingPage() };
  }

  return {
    name: NAME,
    token: TOKEN,
    webhookSecret,
    answer(request, response) {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      if (!pathname.startsWith(`${ROOM}/`)) return false;
      answerFor(request, pathname.slice(ROOM.length), search).then(
        (answered) => send(response, answered),
        () => request.destroy(),
      );
      return true;
    },
    hearAt(url) {
      listener = url;
    },
    close: shelf.close,
  };
}
