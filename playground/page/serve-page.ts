import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

/**
 * The playground's page: a small Slack in the browser, in plain HTML, CSS and JavaScript modules. The files are served
 * as they stand on disk; which ones is decided once, by a look at the folder, so that no path of a request ever
 * reaches the file system.
 */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS: Readonly<Record<string, string>> = {
  // Text from traces is shown here: even if some of it became markup, nothing of it could run, load or send.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

const FOLDER = import.meta.dirname;

/** File by path of the URL. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['/', join(FOLDER, 'index.html')],
  ...readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
    .map((entry): [string, string] => {
      const file = join(entry.parentPath, entry.name);
      return [`/${relative(FOLDER, file).split(sep).join('/')}`, file];
    }),
]);

/** @returns whether it was a file of the page, and so has been answered */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'GET') return false;
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const file = FILES.get(path);
  if (file === undefined) return false;
  const body = readFileSync(file);
  response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'text/plain' });
  response.end(body);
  return true;
}
