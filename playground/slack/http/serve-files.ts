import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../../serve.ts';
import { TOKENS } from '../default-world.ts';
import type { Files } from '../files.ts';
import type { Manifest } from '../manifest.ts';
import { replyJson } from './reply.ts';

/** Takes an upload: the bytes alone, or as the one file of a form. */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  files: Files,
): Promise<void> {
  const body = await bodyOf(request);
  const content = body && (await contentOf(body, request.headers['content-type'] ?? ''));
  if (!content || !files.receive(id, content)) return replyJson(response, 400, { ok: false, error: 'no such upload' });
  response.end(`OK - ${content.length}`);
}

/** As an image, or as text that no browser takes for a page. */
export function sendFile(response: ServerResponse, id: string, files: Files): void {
  const found = files.find(id);
  if (found) {
    const { mimetype, name } = found.file;
    response.writeHead(200, {
      'content-type': mimetype.startsWith('image/') ? mimetype : 'text/plain; charset=utf-8',
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    response.end(found.content);
  } else {
    replyJson(response, 404, { ok: false, error: 'file_not_found' });
  }
}

/** The page sends no token and sees all; the app sends its own, and needs the scope. */
export function maySeeFiles({ headers }: IncomingMessage, { scopes }: Pick<Manifest, 'scopes'>): boolean {
  const { authorization } = headers;
  return authorization === undefined || (authorization === `Bearer ${TOKENS.bot}` && scopes.has('files:read'));
}

/** Whoever may not is led to a page. */
export function toSignIn(response: ServerResponse): void {
  response.writeHead(302, { location: '/sign-in' }).end();
}

async function contentOf(body: Buffer, type: string): Promise<Buffer | undefined> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  const file = [...(form?.values() ?? [])].find((value) => typeof value !== 'string');
  return file && Buffer.from(await file.arrayBuffer());
}
