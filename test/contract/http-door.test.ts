import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpServer } from '#transports/http/http-server.ts';
import { createPipelineStandIn, drawing, IDS, TOKENS } from '#test/support/transport-pipeline-stand-in.ts';
import { startTestServer } from '#test/support/transport-faces.ts';

const standIn = createPipelineStandIn();
let server: HttpServer;
let root: string;
let url: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-door-'));
  await mkdir(join(root, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(root, 'renderer', 'index.html'), '<!doctype html><meta name="csp" content="__CSP_NONCE__"><title>Millwright</title>');
  await writeFile(join(root, 'renderer', 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(root, 'renderer', '.env'), 'SECRET=1');
  await writeFile(join(root, 'secret.txt'), 'outside');
  server = await startTestServer(standIn.pipeline, { staticDirectory: join(root, 'renderer'), names: ['plant-pc'], limits: { bodyMs: 400, closeMs: 500, heartbeatMs: 50 } });
  url = server.address.url;
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers and this path: `fetch` corrects both. */
function raw(path: string, { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host: '127.0.0.1', port: server.address.port, path, method, headers, setHost: !('host' in headers) }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces).toString('utf8') }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const asUser = { authorization: `Bearer ${TOKENS.user}` };
const byCookie = { cookie: `millwright_session=${TOKENS.user}` };

describe('what asks without wanting an answer', () => {
  test.each(['/v1/health', '/'])('HEAD %s is answered as GET is, without a body', async (path) => {
    expect(await raw(path, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  test('HEAD runs no operation for somebody who is signed in', async () => {
    expect((await raw('/v1/documents', { method: 'HEAD', headers: asUser })).status).toBe(404);
  });

  test('collections are served at both of their paths', async () => {
    const [first, second] = [await raw('/v1/collections', { headers: asUser }), await raw('/v1/knowledge/collections', { headers: asUser })];
    expect(second.status).toBe(first.status);
    expect(second.status).not.toBe(404);
    expect((await raw('/v1/admin/knowledge/collections', { headers: asUser })).status).toBe(first.status);
    expect((await raw('/v1/knowledge/nothing', { headers: asUser })).status).toBe(404);
  });
});

describe('who leaves while a file is sent', () => {
  /** More than sockets and streams hold on to between them. */
  const DRAWING_BYTES = 24 * 1024 ** 2;

  beforeAll(async () => {
    drawing.path = join(root, 'drawing.pdf');
    await writeFile(drawing.path, new Uint8Array(DRAWING_BYTES));
  });

  test.each([
    ['over /rpc', '/rpc/documents/original', 'POST', JSON.stringify({ json: { id: IDS.drawing } })],
    ['over /v1', `/v1/documents/${IDS.drawing}/original`, 'GET', ''],
  ])('%s takes nothing else along', async (_way, path, method, body) => {
    const thrown: unknown[] = [];
    const note = (error: unknown): unknown => thrown.push(error);
    process.on('unhandledRejection', note);
    try {
      for (let n = 0; n < 5; n++) await beginAndLeave(path, method, body);
      await sleep(200);
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(thrown).toEqual([]);
    const whole = await fetch(`${url}${path}`, { method, headers: { ...json, ...asUser }, ...(body !== '' && { body }) });
    expect((await whole.arrayBuffer()).byteLength).toBeGreaterThanOrEqual(DRAWING_BYTES);
  });

  function beginAndLeave(path: string, method: string, body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = httpRequest({ host: '127.0.0.1', port: server.address.port, path, method, headers: { ...json, ...asUser } }, (answer) => {
        answer.once('data', () => answer.destroy());
        answer.once('close', resolve);
      });
      call.on('error', reject);
      call.end(body);
    });
  }
});

describe('what is no request', () => {
  test.each([
    ['endless headers', { headers: { 'x-long': 'a'.repeat(40_000) } }, 431],
    ['a broken line', { headers: { 'content-length': '1x' } }, 400],
  ] as const)('%s get the usual error body', async (_what, asked, status) => {
    const answer = await raw('/v1/health', asked);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'INVALID_INPUT', correlationId: expect.any(String) } });
  });
});

describe('the Host header', () => {
  test.each(['evil.example', 'evil.example:7423', '127.0.0.1.evil.example', 'localhost@evil.example', '10.99.99.99', ''])('%j is refused before anything runs', async (host) => {
    standIn.records.length = 0;
    const answer = await raw('/v1/health', { headers: { host } });
    expect([400, 421]).toContain(answer.status);
    expect(standIn.records).toHaveLength(0);
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:1', '[::1]:7423', 'plant-pc', 'plant-pc.'])('%j is answered', async (host) => {
    expect((await raw('/v1/health', { headers: { host } })).status).toBe(200);
  });

  test('the screens are refused under another name as well', async () => {
    expect((await raw('/', { headers: { host: 'evil.example' } })).status).toBe(421);
  });
});

describe('requests from other sites', () => {
  const search = (headers: Record<string, string>, path = '/v1/search') => raw(path, { method: 'POST', headers: { ...json, ...headers }, body: '{"query":"pump"}' });

  test('a cookie alone is not enough to change anything or to ask', async () => {
    expect((await search(byCookie)).status).toBe(403);
    expect((await search(byCookie, '/rpc/search/query')).status).toBe(403);
    expect((await raw(`/v1/documents/${IDS.document}`, { method: 'DELETE', headers: byCookie })).status).toBe(403);
  });

  test('a cookie with the header of our own pages is', async () => {
    expect((await search({ ...byCookie, 'x-millwright': '1' })).status).toBe(200);
  });

  test('an upload form of another site is refused', async () => {
    const headers = { ...byCookie, 'content-type': 'multipart/form-data; boundary=x' };
    expect((await raw('/v1/documents/upload', { method: 'POST', headers, body: '--x--\r\n' })).status).toBe(403);
    expect(standIn.stored).toHaveLength(0);
  });

  test.each<Record<string, string>>([{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])(
    '%j is refused even with everything else right',
    async (extra) => {
      expect((await search({ ...byCookie, 'x-millwright': '1', ...extra })).status).toBe(403);
    },
  );

  test('our own origin is answered', async () => {
    expect((await search({ ...byCookie, 'x-millwright': '1', origin: url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('signing in from another site is refused, so nobody is signed in as somebody else', async () => {
    const body = '{"name":"u","password":"correct horse"}';
    const fromForm = await raw('/v1/auth/sign-in', { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
    const fromPage = await raw('/v1/auth/sign-in', { method: 'POST', headers: { ...json, origin: 'http://evil.example' }, body });
    expect([fromForm.status, fromPage.status]).toEqual([415, 403]);
  });

  test('no answer grants another origin anything', async () => {
    const answer = await raw('/v1/search', { method: 'OPTIONS', headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the session cookie', () => {
  const signIn = (path: string, body: unknown, headers = {}) => raw(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });

  test('is set at sign-in so that scripts and other sites cannot use it', async () => {
    const answer = await signIn('/v1/auth/sign-in', { name: 'user', password: 'correct horse' });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toContain(`millwright_session=${TOKENS.user}`);
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Expires=']) expect(cookie).toContain(attribute);
    expect(JSON.parse(answer.body)).toMatchObject({ token: TOKENS.user });
  });

  test('is all that a page gets: its scripts never see the token', async () => {
    const answer = await signIn('/rpc/auth/signIn', { json: { name: 'user', password: 'correct horse' } });
    expect(String(answer.headers['set-cookie'])).toContain(TOKENS.user);
    expect(answer.body).not.toContain(TOKENS.user);
  });

  test('is not set when sign-in fails', async () => {
    const answer = await signIn('/v1/auth/sign-in', { name: 'user', password: 'wrong' });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined]);
  });

  test('a stale one does not stand in the way of signing in again', async () => {
    const stale = { cookie: `millwright_session=${TOKENS.ended}` };
    expect((await signIn('/rpc/auth/signIn', { json: { name: 'user', password: 'correct horse' } }, stale)).status).toBe(200);
  });

  test.each<[string, unknown]>([['/v1/auth/sign-in', { name: 'user', password: 'correct horse' }], ['/rpc/auth/signIn', { json: { name: 'user', password: 'correct horse' } }]])(
    'of somebody who signs in anew at %s is ended, so that its token is no longer good beside the new one',
    async (path, body) => {
      const signOuts = () => standIn.records.filter(({ operation, outcome }) => operation === 'auth.signOut' && outcome === 'ok').map(({ userId }) => userId);
      standIn.records.length = 0;
      expect((await signIn(path, body, { cookie: `millwright_session=${TOKENS.admin}` })).status).toBe(200);
      expect(signOuts()).toHaveLength(1);
      standIn.records.length = 0;
      const wrong = JSON.parse(JSON.stringify(body).replace('correct', 'wrong')) as unknown;
      expect((await signIn(path, wrong, { cookie: `millwright_session=${TOKENS.admin}` })).status).toBe(401);
      expect((await signIn(path, body)).status).toBe(200);
      expect(signOuts()).toEqual([]);
    },
  );

  test.each(['/v1/auth/sign-out', '/rpc/auth/signOut'])('is taken away at %s', async (path) => {
    const answer = await signIn(path, {}, { ...byCookie, 'x-millwright': '1' });
    expect([answer.status, String(answer.headers['set-cookie'])]).toEqual([200, expect.stringContaining('millwright_session=;')]);
  });

  test.each(['/v1/search', '/rpc/search/query'])('is taken away when the session has ended (%s)', async (path) => {
    const answer = await signIn(path, {}, { cookie: `millwright_session=${TOKENS.ended}`, 'x-millwright': '1' });
    expect([answer.status, String(answer.headers['set-cookie'])]).toEqual([401, expect.stringContaining('millwright_session=;')]);
  });
});

describe('what an answer says', () => {
  test('every answer carries the security headers and a correlation id of its own', async () => {
    for (const path of ['/v1/health', '/v1/search', '/no/such', '/', '/assets/app-1a2b.js', '/%ZZ', '/openapi.json']) {
      const { headers } = await raw(path);
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      expect(headers['referrer-policy'], path).toBe('no-referrer');
      expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
      expect(headers['content-security-policy'], path).toContain("default-src 'none'");
      expect(headers['content-security-policy'], path).not.toContain('unsafe');
    }
    const [first, second] = [await raw('/v1/health'), await raw('/v1/health')];
    expect(first.headers['x-correlation-id']).not.toBe(second.headers['x-correlation-id']);
  });

  test('an error has the one shape and no more', async () => {
    const answer = await raw('/v1/search', { method: 'POST', headers: json, body: '{"query":"x"}' });
    const { error } = JSON.parse(answer.body) as { error: Record<string, string> };
    expect(Object.keys(error).toSorted()).toEqual(['code', 'correlationId', 'message']);
    expect(answer.headers['x-correlation-id']).toBe(error['correlationId']);
  });

  test('a wait is told in Retry-After', async () => {
    const body = '{"current":"x","next":"long enough password"}';
    const answer = await raw('/v1/auth/password', { method: 'POST', headers: { ...json, ...asUser }, body });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '42']);
  });

  test.each([
    ['{"query":', json, 400],
    ['{"query":"x","__proto__":{"role":"admin"}}', json, 400],
    ['query=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['[1]', { ...json, ...asUser }, 400],
    [`{"query":"${'x'.repeat(1_100_000)}"}`, json, 413],
  ])('a body that is not understood is refused with a sentence (%#)', async (body, headers, status) => {
    for (const path of ['/v1/search', '/rpc/search/query']) {
      const answer = await raw(path, { method: 'POST', headers: { ...asUser, ...headers }, body });
      expect(answer.status, path).toBe(status);
      expect(answer.body).not.toMatch(/stack|node_modules|FST_/);
      if (path === '/v1/search') expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'INVALID_INPUT' } });
    }
  });

  test('a path decides over a body that says otherwise', async () => {
    standIn.records.length = 0;
    await raw(`/v1/conversations/${IDS.missing}/chat`, { method: 'POST', headers: { ...json, ...asUser }, body: JSON.stringify({ id: IDS.document, message: 'x' }) });
    expect(standIn.records.at(-1)).toMatchObject({ operation: 'conversations.chat', resourceId: IDS.missing });
  });

  test('an original is a download under its own name, and inert in a browser', async () => {
    const { status, headers } = await raw(`/v1/documents/${IDS.document}/original`, { headers: asUser });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['content-disposition']).toBe(`attachment; filename="F_rderh_he _P-101__.pdf"; filename*=UTF-8''F%C3%B6rderh%C3%B6he%20%22P-101%22_.pdf`);
  });
});

describe('the screens', () => {
  test('the page has a fresh nonce each time, in its policy and in its text', async () => {
    const pages = [await raw('/'), await raw('/index.html'), await raw('/documents/some-id', { headers: { accept: 'text/html,*/*' } })];
    const nonces = pages.map(({ body, headers }) => {
      const nonce = /content="([^"]+)"/.exec(body)?.[1] ?? '';
      expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(headers['cache-control']).toBe('no-store');
      return nonce;
    });
    expect(new Set(nonces).size).toBe(3);
    expect(nonces).not.toContain('__CSP_NONCE__');
  });

  test('built files are served with their type', async () => {
    const { status, headers, body } = await raw('/assets/app-1a2b.js');
    expect([status, headers['content-type'], body]).toEqual([200, 'text/javascript; charset=utf-8', 'export {};']);
  });

  const dots = ['..', '%2e%2e', '%2E%2E', '.%2e', '..;', '%252e%252e', '%c0%ae%c0%ae', '..%00', '\u002e\u002e', '....'];
  const slashes = ['/', '%2f', '%2F', '%5c', '\\', '//', '%252f', '/./', '%c0%af', '/%2f'];
  const targets = ['secret.txt', 'etc/passwd', 'renderer/.env', '.env', 'secret.txt%00.js'];
  const attacks = dots.flatMap((dot) => slashes.flatMap((slash) => targets.map((target) => `/assets${slash}${dot}${slash}${dot}${slash}${target}`)));

  test(`none of ${attacks.length} spellings of a way out reads a file`, async () => {
    for (const path of [...attacks, '/.env', '/%2eenv', '/secret.txt', '/../secret.txt']) {
      const answer = await raw(path, { headers: { accept: 'text/html' } });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.body, path).not.toMatch(/outside|SECRET|root:/);
    }
  });
});

describe('a server in trouble', () => {
  test('beyond its room it answers 503 with a wait, and health stays reachable', async () => {
    const small = await startTestServer(standIn.pipeline, { limits: { streams: 1, requests: 1, closeMs: 200 } });
    const first = await fetch(`${small.address.url}/v1/documents/watch`, { headers: asUser });
    const second = await fetch(`${small.address.url}/v1/documents/watch`, { headers: asUser });
    expect([first.status, second.status, second.headers.get('retry-after')]).toEqual([200, 503, '2']);
    expect(await second.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } });
    expect((await fetch(`${small.address.url}/v1/health`)).status).toBe(200);
    await first.body?.cancel();
    await standIn.ended('documents.watch');
    await small.close();
  });

  test('a body that trickles in is cut off', async () => {
    const socket = connect(server.address.port, '127.0.0.1');
    socket.write(`POST /v1/search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`);
    await new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined).resume());
    expect(socket.closed).toBe(true);
  });

  test('what is not HTTP gets a plain refusal', async () => {
    const socket = connect(server.address.port, '127.0.0.1');
    socket.write('\x16\x03\x01 hello\r\n\r\n');
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
  });

  test('closing ends running streams with a recorded end, and does not wait for their readers', async () => {
    standIn.records.length = 0;
    const closing = await startTestServer(standIn.pipeline, { limits: { closeMs: 300 } });
    const stream = await fetch(`${closing.address.url}/v1/documents/watch`, { headers: asUser });
    await closing.close();
    expect(await standIn.ended('documents.watch')).toMatchObject({ outcome: 'cancelled' });
    await stream.body?.cancel().catch(() => undefined);
  });

  test('a quiet stream is kept alive by comments', async () => {
    const stream = await fetch(`${url}/v1/documents/watch`, { headers: asUser });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (reader && (text.match(/^:/gm) ?? []).length < 4) text += (await reader.read()).value ?? '';
    expect(text).toContain('event: all\ndata: {');
    await reader?.cancel();
    await sleep(1);
  });
});
