import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportEvent } from '#shared/contract/models.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

const scratch = mkdtempSync(join(tmpdir(), 'millwright-download-'));
const file = join(scratch, 'tiny.gguf');
let bytes: Buffer;
let server: Server;
let elsewhere: Server;
let origin: string;
let test1: TestCore;
let admin: Credential;
/** What was asked for, and what the server does with it. */
let asked: { url: string; range: string | undefined }[] = [];
let breakAt: number | null = null;
let ranges = true;
let etag = '"one"';

beforeAll(async () => {
  makeTinyGguf(file);
  bytes = readFileSync(file);
  [server, elsewhere] = [createServer(answer), createServer((_request, response) => response.end('never'))];
  await Promise.all([server, elsewhere].map((each) => new Promise<void>((ready) => each.listen(0, '127.0.0.1', ready))));
  origin = `http://127.0.0.1:${portOf(server)}`;
  test1 = await openTestCore(undefined, { outbound: [origin] });
  admin = await setUpPlant(test1);
});
afterAll(async () => {
  await test1?.close();
  for (const each of [server, elsewhere]) {
    each.closeAllConnections();
    each.close();
  }
  rmSync(scratch, { recursive: true, force: true });
});
beforeEach(async () => {
  [asked, breakAt, ranges, etag] = [[], null, true, '"one"'];
  const { models } = await test1.call<{ models: { id: string; bundled: boolean }[] }>('models.list', {}, admin);
  for (const { id, bundled } of models) if (!bundled) await test1.call('models.remove', { id }, admin);
});

const portOf = (each: Server): number => (each.address() as AddressInfo).port;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [url, range] = [request.url ?? '', request.headers.range];
  asked.push({ url, range });
  if (url === '/moved.gguf') return void response.writeHead(302, { location: '/files/tiny.gguf' }).end();
  if (url === '/away.gguf') return void response.writeHead(302, { location: `http://127.0.0.1:${portOf(elsewhere)}/tiny.gguf` }).end();
  if (url === '/circle.gguf') return void response.writeHead(302, { location: '/circle.gguf' }).end();
  if (url !== '/files/tiny.gguf') return void response.writeHead(404).end();
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const partial = ranges && from !== undefined && (request.headers['if-range'] ?? etag) === etag;
  const start = partial ? Number(from) : 0;
  const end = partial && to !== undefined && to !== '' ? Number(to) + 1 : bytes.length;
  response.writeHead(partial ? 206 : 200, { etag, 'content-length': end - start, ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` } : {}) });
  if (breakAt === null || breakAt >= end || end - start === 1) return void response.end(bytes.subarray(start, end));
  response.write(bytes.subarray(start, breakAt), () => setTimeout(() => response.destroy(), 100));
}

async function download(path: string, sha256?: string): Promise<ImportEvent[]> {
  const events: ImportEvent[] = [];
  for await (const event of await test1.events<ImportEvent>('models.download', { url: `${origin}${path}`, sha256 }, admin)) events.push(event);
  return events;
}

const inFolder = (): string[] => readdirSync(join(test1.dataDirectory, 'models'));

describe('a model from a server that is allowed', () => {
  test('comes in, checked, also through a redirection on the same server', async () => {
    const events = await download('/moved.gguf', sha256Of(file).toUpperCase());
    expect(events.at(-1)).toMatchObject({ type: 'installed', model: { filename: 'moved.gguf', status: 'ready', sha256: sha256Of(file) } });
    expect(events.some((event) => event.type === 'progress' && event.stage === 'copying')).toBe(true);
  });

  test('goes on where the connection broke off, and asks only for the rest', async () => {
    breakAt = 700_000;
    await expect(download('/files/tiny.gguf')).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('What has arrived is kept') } });
    [breakAt, asked] = [null, []];
    expect((await download('/files/tiny.gguf')).at(-1)).toMatchObject({ type: 'installed', model: { sha256: sha256Of(file) } });
    const from = Number(/^bytes=(\d+)-$/.exec(asked.at(-1)?.range ?? '')?.[1]);
    expect(from).toBeGreaterThan(100_000);
    expect(from).toBeLessThanOrEqual(700_000);
  });

  test('begins anew where the server has another file by now, or knows no ranges', async () => {
    breakAt = 700_000;
    await expect(download('/files/tiny.gguf')).rejects.toThrow();
    [breakAt, etag] = [null, '"two"'];
    expect((await download('/files/tiny.gguf')).at(-1)).toMatchObject({ type: 'installed', model: { sha256: sha256Of(file) } });
    await test1.call('models.remove', { id: (await test1.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'tiny.gguf')?.id }, admin);
    ranges = false;
    expect((await download('/files/tiny.gguf')).at(-1)).toMatchObject({ type: 'installed', model: { sha256: sha256Of(file) } });
  });

  test('with another checksum is refused and leaves nothing', async () => {
    await expect(download('/files/tiny.gguf', '0'.repeat(64))).rejects.toMatchObject({ error: { code: 'MODEL_INVALID', message: expect.stringContaining('checksum') } });
    expect(inFolder()).toEqual([]);
  });

  test('that is not there, or goes in circles, or is no model, is a sentence', async () => {
    await expect(download('/gone.gguf')).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('status 404') } });
    await expect(download('/circle.gguf')).rejects.toMatchObject({ error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('circles') } });
    await expect(download('/files/tiny.zip')).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
  });
});

test('a server that is not allowed is never contacted, directly or by being forwarded to', async () => {
  let contacted = 0;
  elsewhere.on('connection', () => (contacted += 1));
  await expect(download('/away.gguf')).rejects.toMatchObject({ error: { code: 'EGRESS_REFUSED', message: expect.stringContaining(`127.0.0.1:${portOf(elsewhere)}`) } });
  const direct = await test1.events('models.download', { url: `http://127.0.0.1:${portOf(elsewhere)}/tiny.gguf` }, admin);
  await expect((async () => { for await (const _ of direct); })()).rejects.toMatchObject({ error: { code: 'EGRESS_REFUSED' } });
  expect(contacted).toBe(0);
});
