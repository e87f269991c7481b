import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { allOperations } from '#shared/contract/index.ts';
import type { HttpServer } from '#transports/http/http-server.ts';
import { ADMIN_PASSWORD, openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { startTestServer } from '#test/support/transport-faces.ts';
import { arbitraryOf } from '#test/support/zod-arbitrary.ts';

const PER_OPERATION = 12;
const SEED = 41;
/** For a machine that has much else to do; never decides anything. */
const PATIENCE_MS = 600_000;
/** Simulated time between two requests, so that the limits on calls a minute, which are not what is tested, are not met. */
const STEP_MS = 61_000;
const LONGEST_LOCK_MS = 3_600_000;

let core: TestCore;
let server: HttpServer;
let token: string;
let elapsed = 0;
let ahead = 0;
const answered = new Map<number, number>();

beforeAll(async () => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + elapsed);
  core = await openTestCore(undefined, { watchRoots: [], clock: { now: () => new Date(Date.now() + ahead), elapsed: () => performance.now() } });
  const admin = await setUpPlant(core);
  token = admin.kind === 'session' ? admin.token : '';
  server = await startTestServer(core.core.pipeline, { limits: { bodyMs: 2_000, closeMs: 500 } });
}, PATIENCE_MS);
afterAll(async () => {
  vi.restoreAllMocks();
  await server.close();
  await core.close();
});

interface Answer {
  status: number;
  body: string;
}

/** A request with exactly these bytes; a stream is left after what comes first. */
function raw(method: string, path: string, body: Buffer | string | null, headers: Record<string, string> = {}): Promise<Answer> {
  elapsed += STEP_MS;
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host: '127.0.0.1', port: server.address.port, path, method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers } }, (answer) => {
      const pieces: Buffer[] = [];
      const done = (): void => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') });
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if (String(answer.headers['content-type']).startsWith('text/event-stream')) call.destroy();
      });
      answer.on('end', done).on('close', done);
    });
    call.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve({ status: 0, body: '' }) : reject(error)));
    call.end(body ?? undefined);
  });
}

/** What no answer may be or hold, as a sentence; null for an answer that is in order. */
function fault({ status, body }: Answer): string | null {
  const leak = /node_modules|\bat [\w.<>]+ \(|file:\/\/|\.ts:\d+|\.js:\d+|SQLSTATE|syntax error at|violates|relation "/.exec(body)?.[0];
  if (leak !== undefined) return `leaks ${leak}: ${body.slice(0, 400)}`;
  if (status >= 400 && body.includes(core.dataDirectory)) return `names a path of the machine: ${body.slice(0, 400)}`;
  if (status >= 500 && !(status === 503 && /"code":"(?:RATE_LIMITED|MODEL_UNAVAILABLE|PROVIDER_UNREACHABLE)"/.test(body))) return `${status}: ${body.slice(0, 400)}`;
  return /"code":"INTERNAL"/.test(body) ? `INTERNAL: ${body.slice(0, 400)}` : null;
}

const HOSTILE_TEXT = ['\0', 'a\0b', '\uD800', '\u202E\u2066', "'; DROP TABLE users; --", '${jndi:ldap://x}', '../../etc/passwd', '\r\nSet-Cookie: a=b', '%00%ff', 'x'.repeat(70_000), '𝕏'.repeat(300), '﷽'.repeat(200), '{{7*7}}', '__proto__'];
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE_TEXT, 0, -1, 1e308, Number.MAX_SAFE_INTEGER + 2, true, null, [], {}, [[]], { $ne: null }, nested(60)),
  fc.anything({ maxDepth: 3, withNullPrototype: false }).filter((value) => json(value) !== undefined),
);

function nested(depth: number): unknown {
  return depth === 0 ? 'x' : { a: [nested(depth - 1)] };
}
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** A valid input of which some field may have been replaced, left out or added. */
function mutated(schema: z.ZodType): fc.Arbitrary<Record<string, unknown>> {
  const valid = arbitraryOf(schema).map((value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}) as Record<string, unknown>);
  return fc.tuple(valid, fc.nat(), fc.nat({ max: 5 }), hostile).map(([input, pick, what, value]) => {
    const keys = Object.keys(input);
    const key = keys[pick % Math.max(1, keys.length)];
    if (what === 0 || key === undefined) return input;
    if (what === 1) return { ...input, [HOSTILE_TEXT[pick % HOSTILE_TEXT.length] ?? 'x']: value };
    if (what === 2) return Object.fromEntries(Object.entries(input).filter(([each]) => each !== key));
    return { ...input, [key]: value };
  });
}

/** The bytes of a request for an input: path fields into the path, the rest into the query or the body. */
function requestOf(method: string, path: string, input: Record<string, unknown>): { path: string; body: string | null } {
  const rest = { ...input };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent((typeof value === 'string' ? value : (json(value) ?? '')).slice(0, 2_000).toWellFormed());
  });
  if (method !== 'GET' && method !== 'DELETE') return { path: `/v1${filled}`, body: json(rest) ?? '{}' };
  const query = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key.toWellFormed(), (typeof value === 'string' ? value : (json(value) ?? '')).slice(0, 2_000).toWellFormed()] as [string, string]]));
  return { path: `/v1${filled}?${new URLSearchParams(query)}`, body: null };
}

/** Signs in again where an operation ended or locked the session, as some are for, or its guesses locked the account. */
async function signedIn(): Promise<void> {
  if ((await raw('GET', '/v1/sessions/mine', null)).status === 200) return;
  const signIn = () => raw('POST', '/v1/auth/sign-in', JSON.stringify({ tenant: 'Mill One', name: 'Ada', password: ADMIN_PASSWORD }), { authorization: '' });
  let answer = await signIn();
  if (answer.body.includes('ACCOUNT_LOCKED')) {
    ahead += LONGEST_LOCK_MS;
    answer = await signIn();
  }
  expect(answer).toMatchObject({ status: 200 });
  ({ token } = JSON.parse(answer.body) as { token: string });
}

describe('every operation over HTTP', () => {
  test.each(allOperations().map((operation) => [operation.name, operation] as const))('%s answers %# what it is sent with a sentence, never with a fault of its own', async (name, { http: [method, path], input }) => {
    await signedIn();
    const faults: string[] = [];
    for (const drawn of fc.sample(mutated(input), { numRuns: PER_OPERATION, seed: SEED })) {
      const sent = requestOf(method, path, drawn);
      const answer = await raw(method, sent.path, sent.body);
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
      const wrong = fault(answer);
      if (wrong !== null) faults.push(`${name} ${sent.path} ${sent.body?.slice(0, 300)}: ${wrong}`);
    }
    expect(faults).toEqual([]);
  });
}, PATIENCE_MS);

test('bodies that are no JSON, no UTF-8, too deep or reach for a prototype are refused at every operation that takes one', async () => {
  await signedIn();
  const bodies: (Buffer | string)[] = [
    Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), Buffer.from('{"query":"\xc3\x28"}', 'latin1'), '{"a":'.repeat(5_000), '['.repeat(100_000), 'null', '"x"', '[]', '1e999', '{"query":"x","__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}', '{"id":1,"id":2}', '\0', '{"query":"\\u0000"}', '{"query":"\\ud800"}',
  ];
  const faults: string[] = [];
  for (const { name, http: [method, path] } of allOperations()) {
    if (method === 'GET' || method === 'DELETE') continue;
    // A different body for each, all bodies for some: each is read by the same code before any operation.
    for (const body of name.startsWith('search') || name.startsWith('personalData') ? bodies : [bodies[(name.length * 7) % bodies.length] ?? '']) {
      const wrong = fault(await raw(method, `/v1${path.replaceAll(/\{\w+\}/g, 'x')}`, body));
      if (wrong !== null) faults.push(`${name}: ${wrong}`);
    }
  }
  expect(faults).toEqual([]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
}, PATIENCE_MS);

test('ids that try to leave their folder are refused at every address with one', async () => {
  await signedIn();
  const ways = ['..%2f..%2fetc%2fpasswd', '%2e%2e%2f%2e%2e', '..%5c..%5cwindows', '%252e%252e%252f', '..%00', '%c0%ae%c0%ae%c0%af', 'file:%2f%2f%2fetc%2fpasswd', '.', '..', '%2f', '~', 'C:%5c', '%ff', '%', ';', '%0d%0aX-Evil:1', '....%2f%2f'];
  const faults: string[] = [];
  let tried = 0;
  for (const { http: [method, path] } of allOperations()) {
    if (!path.includes('{')) continue;
    for (const way of ways) {
      const answer = await raw(method, `/v1${path.replaceAll(/\{\w+\}/g, way)}`, method === 'GET' || method === 'DELETE' ? null : '{}');
      tried += 1;
      const wrong = fault(answer) ?? (answer.status < 400 && /root:|\[fonts\]/.test(answer.body) ? 'reads a file' : null);
      if (wrong !== null) faults.push(`${method} ${path} with ${way}: ${wrong}`);
    }
  }
  expect(faults).toEqual([]);
  expect(tried).toBeGreaterThanOrEqual(500);
}, PATIENCE_MS);

test('headers that are abused change nothing and break nothing', async () => {
  await signedIn();
  const abused: Record<string, string>[] = [
    { authorization: 'Bearer' }, { authorization: `Bearer ${'x'.repeat(9_000)}` }, { authorization: 'Basic YTpi' }, { authorization: 'Bearer mwk_x_y' }, { authorization: "Bearer ' OR 1=1" }, { authorization: 'Bearer a.b.c' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }, { cookie: 'millwright_session=%00' }, { cookie: `a=${'b'.repeat(9_000)}` }, { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'evil.example' }, { 'x-http-method-override': 'DELETE' },
    { 'content-type': 'application/json; charset=utf-7' }, { 'content-type': 'text/xml' }, { 'accept-language': '*'.repeat(4_000) }, { 'content-encoding': 'gzip' }, { expect: '100-continue' }, { range: 'bytes=0-99999999999' }, { 'x-millwright': '\u00ff' },
  ];
  const faults: string[] = [];
  for (const headers of abused) {
    for (const [method, path, body] of [['GET', '/v1/auth/me', null], ['POST', '/v1/search', '{"query":"pump"}'], ['GET', '/', null], ['GET', '/openapi.json', null]] as const) {
      const wrong = fault(await raw(method, path, body, headers));
      if (wrong !== null && !wrong.includes('screens of Millwright are not here')) faults.push(`${JSON.stringify(headers).slice(0, 100)} ${path}: ${wrong}`);
    }
  }
  expect(faults).toEqual([]);
  expect((await raw('GET', '/v1/auth/me', null, { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' })).status).toBe(401);
});

test('after all of it the plant answers, its record is whole, and nobody has become more than they were', async () => {
  await signedIn();
  expect((await raw('GET', '/v1/health', null)).status).toBe(200);
  expect(JSON.parse((await raw('GET', '/v1/auth/me', null)).body)).toMatchObject({ user: { name: 'Ada', role: 'admin' } });
  expect((await raw('POST', '/v1/search', '{"query":"pump"}')).status).toBe(200);
  console.log(`answers by status: ${JSON.stringify(Object.fromEntries([...answered].toSorted()))}`);
  // What is sent comes near enough to what is meant: much of it gets past the schemas and as far as the features.
  expect(answered.get(401) ?? 0).toBeLessThan(PER_OPERATION * 8);
  expect(answered.get(423) ?? 0).toBeLessThan(PER_OPERATION * 4);
  expect((answered.get(200) ?? 0) + (answered.get(201) ?? 0)).toBeGreaterThan(PER_OPERATION * 20);
});

test('a caller past what their role may do in a minute gets 429 with a wait, and others do not', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 620 && statuses.at(-1) !== 429; n += 1) {
    statuses.push((await raw('POST', '/v1/search', '{"query":"pump"}')).status);
    elapsed -= STEP_MS;
  }
  expect(statuses.at(-1)).toBe(429);
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([200]));
  expect((await raw('GET', '/v1/health', null)).status).toBe(200);
  elapsed += 61_000;
  expect((await raw('POST', '/v1/search', '{"query":"pump"}')).status).toBe(200);
}, PATIENCE_MS);
