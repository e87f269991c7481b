import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { screenPolicy } from '#transports/http/security-headers.ts';
import type { AppPage } from './app-page.ts';
import type { FileTable, ServedFile } from './file-table.ts';

const NONCE_PLACE = '__CSP_NONCE__';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers the pages' requests for files: from the table only, with the content policy, and a fresh nonce for each page. */
export function createFileServer(table: FileTable, page: AppPage): (request: Request) => Promise<Response> {
  return async (request) => {
    const file = page.owns(request.url) && request.method === 'GET' ? table.at(new URL(request.url).pathname) : undefined;
    if (file === undefined) return new Response('There is no such file.', { status: 404, headers: HEADERS });
    return file.type.startsWith('text/html') ? answerPage(file) : answerFile(file);
  };
}

async function answerPage(file: ServedFile): Promise<Response> {
  const nonce = randomBytes(18).toString('base64');
  const text = (await readFile(file.path, 'utf8')).replaceAll(NONCE_PLACE, nonce);
  return new Response(text, { headers: { ...HEADERS, 'content-type': file.type, 'content-security-policy': screenPolicy(nonce), 'cache-control': 'no-store' } });
}

/** Scripts that become workers obey the policy they were served with, so files carry one too. */
async function answerFile(file: ServedFile): Promise<Response> {
  const bytes = new Uint8Array(await readFile(file.path));
  return new Response(bytes, { headers: { ...HEADERS, 'content-type': file.type, 'content-security-policy': screenPolicy(null) } });
}
