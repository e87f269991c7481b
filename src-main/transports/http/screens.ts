import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { screenPolicy } from './security-headers.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.icc': 'application/octet-stream',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

const NOT_BUILT = 'The screens of Millwright are not here: run "npm run build" first. The HTTP API under /v1 works.\n';

/**
 * The built screens. Only what stood in the directory at start-up is served, found by its exact address in a table; no part of an
 * address ever reaches the file system, so there is nothing to traverse.
 */
export async function screens(app: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const files = existsSync(directory) ? await fileTable(directory) : new Map<string, string>();
  const index = files.get('/index.html');
  for (const [address, path] of files) if (address !== '/index.html') app.get(address, (_request, reply) => sendAsset(reply, address, path));
  const page = async (reply: FastifyReply) => {
    if (index !== undefined) return sendPage(reply, await readFile(index, 'utf8'));
    return reply.code(503).header('content-type', 'text/plain; charset=utf-8').send(NOT_BUILT);
  };
  for (const address of ['/', '/index.html']) app.get(address, { exposeHeadRoute: true }, (_request, reply) => page(reply));
  // Screens have addresses of their own; a browser that opens one directly gets the page, which then shows that screen.
  app.get('/*', (request, reply) => (isScreen(request) ? page(reply) : reply.callNotFound()));
}

function isScreen({ url, headers }: FastifyRequest): boolean {
  return /^\/(?!v1\/|rpc\/|assets\/)[\w/-]*(\?|$)/.test(url) && (headers.accept ?? '').includes('text/html');
}

async function fileTable(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in TYPES);
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const address = path.slice(directory.length).split(sep).filter((part) => part !== '').map(encodeURIComponent).join('/');
      return [`/${address}`, path];
    }),
  );
}

/** Each delivery of the page gets a nonce of its own, for the styles that are made at run time. */
function sendPage(reply: FastifyReply, html: string): FastifyReply {
  const nonce = randomBytes(18).toString('base64');
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', screenPolicy(nonce))
    .send(html.replaceAll('__CSP_NONCE__', nonce));
}

async function sendAsset(reply: FastifyReply, address: string, path: string): Promise<FastifyReply> {
  const { size } = await stat(path);
  const immutable = address.startsWith('/assets/');
  return reply
    .header('content-type', TYPES[extname(path)])
    .header('content-length', String(size))
    .header('content-security-policy', screenPolicy(null))
    .header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .send(createReadStream(path));
}
