import { appendFileSync, copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEgress } from '#adapters/egress/create-egress.ts';
import { createRemoteChat } from '#adapters/openai/create-remote-chat.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { createFileStore } from '#adapters/files/file-store.ts';
import { createCrossEncoder } from '#adapters/onnx/create-cross-encoder.ts';
import { createModelSources } from '#adapters/files/model-sources.ts';
import { createModelDownloads } from '#adapters/download/create-model-downloads.ts';
import { createPackWriter } from '#adapters/files/pack-writer.ts';
import { createFileKeyStore } from '#adapters/secrets/create-file-key-store.ts';
import { createModelFiles } from '#adapters/files/model-files.ts';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import { createTextModels } from '#adapters/llama/create-text-models.ts';
import { createEmbeddingModels } from '#adapters/onnx/create-embedding-models.ts';
import { ANSWER_CACHE_LIMITS, createEmbeddingCache, createModels, createResponseCache, type Models } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import type { InstalledModel } from '#shared/contract/models.ts';
import { type TestDatabase, openTestDatabase } from '#test/database/open-test-database.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, collect, openModelBench } from '#test/support/model-bench.ts';
import { quietLogger } from '#test/support/test-workers.ts';

const clock = createSystemClock();
const crypto = createNodeCrypto();
const never = new AbortController().signal;

let bench: ModelBench;
let db: TestDatabase;
let embedding: Embedding;
let models: Models;
let folder: string;
let scripted: string;
let tiny: string;
const plants: Principal[] = [];

beforeAll(async () => {
  [bench, db] = [openModelBench(), await openTestDatabase()];
  scripted = join(bench.folder, 'scripted.gguf');
  tiny = join(bench.folder, 'tiny.gguf');
  makeScriptedGguf(scripted, { answer: ['The valve', ' V-101', ' closes', ' at', ' 12 bar', ' [1]', '.'] });
  makeTinyGguf(tiny);
  embedding = await createEmbedding({ workers: bench.workers, logger: quietLogger, threads: 1, installedDirectory: null, bundledDirectory: resolve(import.meta.dirname, '../../models/millwright-embed-small') });
  for (const name of ['North', 'South']) plants.push(await createPlant(name));
});
afterAll(async () => {
  await models.close();
  await embedding.close();
  await bench.close();
  await db.dispose();
});

/** Each test starts with an empty folder and an empty list. */
let runs = 0;
beforeEach(async () => {
  await models?.close();
  await db.database.withSystem((tx) => tx.run(sql`DELETE FROM models`));
  folder = join(bench.folder, `models-${(runs += 1)}`);
  mkdirSync(folder);
  open();
  await models.start();
});

function open(): void {
  const { database } = db;
  const files = createFileStore({ directory: join(bench.folder, 'files'), freeSpaceFloorBytes: 0 });
  const crossEncoder = createCrossEncoder({ workers: bench.workers, directory: folder, threads: 1, settleMs: 20 });
  const embeddingModels = createEmbeddingModels({ workers: bench.workers, directory: folder, threads: 1, settleMs: 20 });
  const textModels = createTextModels({ workers: bench.workers, threads: 1, gpu: false });
  const vectors = { state: async () => ({ serving: embedding.current().embedder?.identity ?? null, next: null }), serving: async () => embedding.current(), again: () => undefined, inUse: async () => new Set<string>() };
  const egress = createEgress([]);
  models = createModels({ database, embeddingCache: createEmbeddingCache({ crypto }), answerCache: createResponseCache(ANSWER_CACHE_LIMITS, () => clock.elapsed()), machine: { memory: () => ({ coreBytes: 1, freeBytes: 1, totalBytes: 1 }) }, egress, remoteChat: createRemoteChat({ egress }), secrets: { seal: (text) => text, open: (text) => text, keyedHash: (text) => text }, crossEncoder, embeddingModels, textModels, vectors: () => vectors, files, embedding, clock, crypto, logger: quietLogger, inference: bench.inference, catalogue: [], modelSources: createModelSources({ roots: 'any' }), downloads: createModelDownloads({ egress }), packWriter: createPackWriter({ roots: 'any' }), keyStore: createFileKeyStore(join(bench.folder, 'keys')), modelFiles: createModelFiles({ folder, freeSpaceFloorBytes: 0, settleMs: 20 }) });
}

async function createPlant(name: string): Promise<Principal> {
  const [tenantId, userId] = [crypto.uuid(), crypto.uuid()];
  await db.database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenantId}, ${name}, ${name.toLowerCase()})`);
    await tx.run(sql`INSERT INTO users (id, tenant_id, external_id, display_name, role) VALUES (${userId}, ${tenantId}, ${name}, ${name}, 'admin')`);
  });
  return { tenantId, tenantName: name, tenantSlug: name.toLowerCase(), userId, userName: name, role: 'admin', clearance: 'restricted', askRate: null, sessionId: null, expiresAt: null, via: 'owner', signedIn: { method: 'local', rolesAsOf: null, locked: false } };
}

function plant(index: number): Principal {
  const principal = plants[index];
  if (!principal) throw new Error(`no plant ${index}`);
  return principal;
}

function handle(name: string, input: unknown, principal = plant(0), signal: AbortSignal = never): unknown {
  const bound = models.operations.find(({ operation }) => operation.name === name);
  const call: Call = { principal, signal, correlationId: crypto.uuid(), caller: 'test', note: () => undefined };
  return bound?.handle(input, call);
}

async function list(principal = plant(0)): Promise<InstalledModel[]> {
  return ((await handle('models.list', {}, principal)) as { models: InstalledModel[] }).models;
}

async function gguf(principal = plant(0)): Promise<InstalledModel | undefined> {
  return (await list(principal)).find(({ format }) => format === 'gguf');
}

interface ImportEvent {
  type: string;
  stage?: string;
  model?: InstalledModel;
}

async function importFile(path: string, filename: string, signal: AbortSignal = never): Promise<ImportEvent[]> {
  const events: ImportEvent[] = [];
  for await (const event of handle('models.import', { filename, content: { stream: createReadStream(path) } }, plant(0), signal) as AsyncIterable<ImportEvent>) events.push(event);
  return events;
}

function ask(principal = plant(0)) {
  return models.gateway.chat(principal, { role: 'fast', system: 'Answer.', history: [], prompt: 'When does V-101 close?', maxTokens: 50, cacheKey: 'c1' }, never);
}

async function answer(): Promise<NonNullable<Awaited<ReturnType<typeof ask>>>> {
  const reply = await ask();
  if (!reply) throw new Error('no model answers');
  return reply;
}

test('the bundled embedding model is listed with its checksum and its role, and cannot be removed', async () => {
  const [embedder] = await list();
  expect(embedder).toMatchObject({ name: 'millwright-embed-small', filename: 'millwright-embed-small/onnx/model_quantized.onnx', format: 'onnx', status: 'ready', bundled: true, roles: ['embed'], sizeBytes: 7_800_869, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await expect(handle('models.remove', { id: embedder?.id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('without a language model the gateway says so and how to add one', async () => {
  expect(await ask()).toBeNull();
  expect(await models.gateway.answerMode(plant(0).tenantId)).toEqual({ model: null, device: null, heavy: null, reason: expect.stringMatching(/No language model is installed.*drop a \.gguf file/), sentTo: [] });
});

describe('a file brought in', () => {
  test('is copied, checked and answers by itself', async () => {
    const events = await importFile(scripted, 'Plant Model.gguf');
    expect([...new Set(events.map((event) => event.stage ?? event.type))]).toEqual(['copying', 'checksum', 'inspecting', 'trial-load', 'installed']);
    expect(events.at(-1)?.model).toMatchObject({ name: 'scripted', format: 'gguf', status: 'ready', architecture: 'llama', quantization: 'F16', contextTokens: 8192, licence: 'apache-2.0', roles: ['fast'], fit: { verdict: 'yes' } });
    const reply = await answer();
    expect(reply.model.name).toBe('scripted');
    expect((await collect(reply.events)).text).toBe('The valve V-101 closes at 12 bar [1].');
    expect(await models.gateway.answerMode(plant(0).tenantId)).toEqual({ model: 'scripted', device: 'CPU', heavy: null, reason: null, sentTo: [] });
  });

  test('tells how far copying is where its size is known', async () => {
    const shares: number[] = [];
    const sizeBytes = readFileSync(scripted).length;
    const events = handle('models.import', { filename: 'sized.gguf', content: { stream: createReadStream(scripted, { highWaterMark: sizeBytes / 8 }) }, sizeBytes }) as AsyncIterable<ImportEvent & { progress: number }>;
    for await (const event of events) if (event.stage === 'copying') shares.push(event.progress);
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  test('a second time under another name is the model that is there, not a second one', async () => {
    const first = (await importFile(scripted, 'one.gguf')).at(-1)?.model;
    const second = (await importFile(scripted, 'copy of one.gguf')).at(-1)?.model;
    expect(second?.id).toBe(first?.id);
    expect((await list()).filter(({ format }) => format === 'gguf')).toHaveLength(1);
    expect((await answer()).model.id).toBe(first?.id);
  });

  test('that is no model is refused with a sentence and leaves nothing behind', async () => {
    const page = join(bench.folder, 'page.gguf');
    writeFileSync(page, '<!doctype html>');
    await expect(importFile(page, 'page.gguf')).rejects.toMatchObject({ code: 'MODEL_INVALID', message: 'This is not a GGUF file: it does not begin like one.' });
    const cut = join(bench.folder, 'cut.gguf');
    writeFileSync(cut, readFileSync(tiny).subarray(0, 900_000));
    await expect(importFile(cut, 'cut.gguf')).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(/^The file is cut off/) });
    await expect(importFile(tiny, 'tiny.bin')).rejects.toMatchObject({ code: 'MODEL_INVALID', message: 'Language models are installed as .gguf files, and "tiny.bin" is not one.' });
    expect(readdirSync(folder)).toEqual([]);
    expect(await gguf()).toBeUndefined();
  });

  test('and stopped half-way leaves nothing behind', async () => {
    const abort = new AbortController();
    const events = handle('models.import', { filename: 'tiny.gguf', content: { stream: createReadStream(tiny) } }, plant(0), abort.signal) as AsyncIterable<ImportEvent>;
    const running = (async () => {
      for await (const event of events) if (event.stage === 'inspecting') abort.abort();
    })();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(folder)).toEqual([]);
    expect(await gguf()).toBeUndefined();
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((again) => setTimeout(again, 100));
  }
  throw new Error('it never came to that');
}

describe('the models folder', () => {
  test('a file dropped into it is installed, and forgotten when it is taken away', async () => {
    copyFileSync(scripted, join(folder, 'dropped.gguf'));
    await until(async () => (await gguf())?.status === 'ready');
    expect(await gguf()).toMatchObject({ filename: 'dropped.gguf', name: 'scripted', roles: ['fast'] });
    rmSync(join(folder, 'dropped.gguf'));
    await until(async () => (await gguf()) === undefined);
  });

  test('a bad file dropped into it stays listed with the reason', async () => {
    writeFileSync(join(folder, 'bad.gguf'), 'GGUF but not really, only these few letters');
    await until(async () => (await gguf())?.status === 'refused');
    expect(await gguf()).toMatchObject({ filename: 'bad.gguf', roles: [], problem: expect.stringMatching(/\.$/) });
    expect(await ask()).toBeNull();
  });

  test('what was there before the start is found, also when the last check was cut short', async () => {
    await models.close();
    copyFileSync(scripted, join(folder, 'earlier.gguf'));
    open();
    await models.start();
    expect((await gguf())?.filename).toBe('earlier.gguf');
    await models.close();
    open();
    await models.start();
    await models.registry.idle();
    expect(await gguf()).toMatchObject({ filename: 'earlier.gguf', status: 'ready' });
  });
});

describe('roles', () => {
  test('are each plant\'s own', async () => {
    await importFile(scripted, 'one.gguf');
    await importFile(tiny, 'two.gguf');
    expect(await ask()).toBeNull();
    const installed = await list();
    const [one, two] = ['one.gguf', 'two.gguf'].map((name) => installed.find(({ filename }) => filename === name));
    await handle('models.assign', { role: 'fast', id: two?.id });
    expect((await ask())?.model.id).toBe(two?.id);
    expect(await ask(plant(1))).toBeNull();
    expect((await list()).map(({ roles }) => roles)).toContainEqual(['fast']);
    expect((await list(plant(1))).filter(({ format }) => format === 'gguf').map(({ roles }) => roles)).toEqual([[], []]);
    await handle('models.remove', { id: two?.id });
    expect(existsSync(join(folder, 'two.gguf'))).toBe(false);
    expect((await ask())?.model.id).toBe(one?.id);
  });

  test('leave it to the only model there is where the chosen one was taken away', async () => {
    await importFile(scripted, 'one.gguf');
    await handle('models.assign', { role: 'fast', id: (await gguf())?.id });
    rmSync(join(folder, 'one.gguf'));
    await until(async () => (await gguf()) === undefined);
    await importFile(tiny, 'two.gguf');
    expect((await ask())?.model.id).toBe((await gguf())?.id);
  });

  test('refuse what cannot do the job, with a sentence', async () => {
    await importFile(scripted, 'one.gguf');
    const [chat, embedder] = [await gguf(), (await list()).find(({ format }) => format === 'onnx')];
    await expect(handle('models.assign', { role: 'fast', id: embedder?.id })).rejects.toMatchObject({ code: 'MODEL_INVALID', message: 'millwright-embed-small makes search vectors and cannot write answers.' });
    await expect(handle('models.assign', { role: 'embed', id: chat?.id })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(handle('models.assign', { role: 'fast', id: crypto.uuid() })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(handle('models.remove', { id: crypto.uuid() })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('a verdict of too large is taken anew before it is an obstacle', async () => {
    await importFile(scripted, 'one.gguf');
    const chat = await gguf();
    await models.close();
    await db.database.withSystem((tx) => tx.run(sql`UPDATE models SET fit = jsonb_set(fit, '{verdict}', '"no"') WHERE format = 'gguf'`));
    open();
    await models.start();
    expect(await ask()).toBeNull();
    await handle('models.assign', { role: 'fast', id: chat?.id });
    expect((await ask())?.model.id).toBe(chat?.id);
  });
});

describe('a changed file', () => {
  test('is found by verifying and refused by the worker', async () => {
    await importFile(scripted, 'one.gguf');
    expect(await handle('models.verify', {})).toMatchObject({ ok: true });
    await models.close();
    const path = join(folder, 'one.gguf');
    const bytes = readFileSync(path);
    bytes[bytes.length - 5] = 77;
    writeFileSync(path, bytes);
    expect(await handle('models.verify', {})).toMatchObject({ ok: false, models: expect.arrayContaining([expect.objectContaining({ ok: false, problem: 'The file has changed since it was installed. Remove it and install it again.' })]) });
    const reply = await answer();
    await expect(collect(reply.events)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });

  test('of another size is refused as soon as it is noticed', async () => {
    await importFile(scripted, 'one.gguf');
    await models.close();
    appendFileSync(join(folder, 'one.gguf'), 'more');
    open();
    await models.start();
    await models.registry.idle();
    expect(await gguf()).toMatchObject({ status: 'refused', problem: 'The file has changed since it was installed. Remove it and install it again.' });
  });
});
