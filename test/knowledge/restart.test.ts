import { randomUUID } from 'node:crypto';
import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import type { Embedder, Embedding } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, type KnowledgeOptions, openKnowledge, type OpenKnowledge, type Plant, removeData, upload } from './open-knowledge.ts';
import { putChunks } from './put-chunks.ts';

const TEXTS = ['The boiler feed pump P-101A stops at 3 bar suction pressure.', 'The agitator of tank T-20 turns at 60 rpm.', 'Grease the crane hook every month.'];

const BLANK_PAGE = [
  '%PDF-1.4',
  '1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj',
  '2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj',
  '3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj',
  'trailer <</Root 1 0 R>>',
  '%%EOF',
].join('\n');

let data: string;
let plant: Plant;
let open: OpenKnowledge;

async function reopen(options: KnowledgeOptions = {}): Promise<OpenKnowledge> {
  await open.close();
  open = await openKnowledge(data, options);
  return open;
}

async function addAll(): Promise<void> {
  for (const [n, text] of TEXTS.entries()) await upload(open.knowledge, plant.as('user'), `note-${n}.txt`, text);
}

const find = (query: string): Promise<SearchAnswer> => invoke(open.knowledge, 'search.query', { query, top: 5 }, callFor(plant.as('user')));
const list = async (): Promise<DocumentSummary[]> =>
  (await invoke<{ documents: DocumentSummary[] }>(open.knowledge, 'documents.list', {}, callFor(plant.as('user')))).documents;

async function expectInStep(dimension?: number, table?: number): Promise<void> {
  const ids = await chunkIdsOf(open, plant.tenantId, dimension, table);
  expect(ids.database).toHaveLength(TEXTS.length);
  expect(ids.index).toEqual(ids.database);
}

/** An embedding model that is asked and never answers, until it is told to stop. */
function neverEmbedding(): { embedding: Embedding; asked: Promise<void> } {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const embedder: Embedder = {
    name: 'never',
    dimension: 8,
    identity: 'never',
    understands: () => true,
    countTokens: async (texts) => texts.map(() => 0),
    embed: (_, signal) => {
      resolve();
      return new Promise((_answer, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    },
  };
  return { embedding: { current: () => ({ embedder, reason: null }), close: async () => undefined }, asked };
}

beforeEach(async () => {
  data = await freshDataDirectory();
  open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'Restart Works');
});
afterEach(async () => {
  await open.close();
  await removeData(data);
});

describe('a restart', () => {
  it('takes up documents that were waiting or being worked on when the last run ended', async () => {
    await addAll();
    await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE documents SET status = 'processing', stage = 'reading' WHERE filename = 'note-1.txt'`),
    );
    expect((await list()).map(({ status }) => status).sort()).toEqual(['pending', 'pending', 'processing']);
    await reopen({ embedding: 'none' });
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    expect((await list()).map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
    await expectInStep();
  });

  it('gives up a file that took the process down again and again, with a sentence', async () => {
    await addAll();
    await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) =>
      tx.run(sql`UPDATE documents SET status = 'processing', stage = 'reading', metadata = '{"starts": 6}' WHERE filename = 'note-1.txt'`),
    );
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    const documents = await list();
    expect(documents.find(({ filename }) => filename === 'note-1.txt')).toMatchObject({ status: 'failed', error: { code: 'FILE_UNREADABLE' } });
    expect(documents.filter(({ status }) => status === 'ready')).toHaveLength(2);
  });

  it('does not count against a file that an orderly end interrupted', async () => {
    await addAll();
    await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) => tx.run(sql`UPDATE documents SET metadata = '{"starts": 5}'`));
    const { embedding, asked } = neverEmbedding();
    await reopen({ embedding });
    await open.knowledge.start();
    await asked;
    await reopen({ embedding: 'none' });
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    expect((await list()).map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
  });

  it('removes originals that no document refers to', async () => {
    await open.knowledge.start();
    await addAll();
    await open.knowledge.ingestion.idle();
    await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) => tx.run(sql`DELETE FROM documents WHERE filename = 'note-0.txt'`));
    await reopen({ embedding: 'none' });
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();
    const originals = (await readdir(join(data, 'files', plant.tenantId), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
    expect(originals).toHaveLength(2);
  });
});

describe('the search index', () => {
  beforeEach(async () => {
    await open.knowledge.start();
    await addAll();
    await open.knowledge.ingestion.idle();
    await expectInStep();
  });

  it('whose newest version is empty after a power cut is repaired and refilled from the database', async () => {
    await open.close();
    const versions = join(data, 'index', plant.tenantId, 'texts.lance', '_versions');
    const newest = (await readdir(versions)).filter((name) => name.endsWith('.manifest')).sort()[0] ?? '';
    await truncate(join(versions, newest), 0);
    open = await openKnowledge(data, { embedding: 'none' });
    await open.knowledge.start();
    expect(open.vectorIndex.repairs).toHaveLength(1);
    await expectInStep();
    expect((await find('P-101A')).results[0]?.document.filename).toBe('note-0.txt');
  });

  it('that was deleted is built again from the database', async () => {
    await open.close();
    await rm(join(data, 'index'), { recursive: true });
    open = await openKnowledge(data, { embedding: 'none' });
    await open.knowledge.start();
    await expectInStep();
    expect((await find('crane hook grease')).results[0]?.document.filename).toBe('note-2.txt');
  });

  it('that knows too much or too little is brought in step', async () => {
    const index = await open.vectorIndex.open(plant.tenantId, 256);
    const [first] = await list();
    await index.deleteDocument(first?.id ?? '');
    await putChunks(index, [{ chunkId: randomUUID(), documentId: randomUUID(), text: 'orphan', vector: null, labelRank: 0 }]);
    await reopen({ embedding: 'none' });
    await open.knowledge.start();
    await expectInStep();
  });
});

describe('an embedding model', () => {
  it('that is added later turns keyword search into hybrid search without reading a file again', async () => {
    await open.knowledge.start();
    await addAll();
    await open.knowledge.ingestion.idle();
    expect((await find('water pump suction')).mode).toBe('keyword');
    await reopen();
    await open.knowledge.start();
    await open.knowledge.vectors.run();
    const answer = await find('How fast does the mixer of the tank turn?');
    expect(answer).toMatchObject({ mode: 'hybrid', searched: 3 });
    expect(answer.results[0]?.document.filename).toBe('note-1.txt');
    const index = await open.vectorIndex.open(plant.tenantId, 256);
    expect((await index.vectors((await chunkIdsOf(open, plant.tenantId)).index)).size).toBe(TEXTS.length);
  });

  it('of another vector length replaces all vectors, and search says keyword until they are there', async () => {
    await reopen();
    await open.knowledge.start();
    await addAll();
    await open.knowledge.ingestion.idle();
    expect((await find('pump pressure')).mode).toBe('hybrid');
    await reopen({ embedding: letterCounts });
    expect((await find('pump pressure')).mode).toBe('keyword');
    await open.knowledge.start();
    await open.knowledge.vectors.run();
    expect((await find('pump pressure')).mode).toBe('hybrid');
    await expectInStep(26, 1);
    const index = await open.vectorIndex.open(plant.tenantId, 26, 1);
    expect((await index.vectors((await chunkIdsOf(open, plant.tenantId, 26, 1)).index)).size).toBe(TEXTS.length);
  });

  it('is not asked about a language it does not know', async () => {
    await reopen();
    await open.knowledge.start();
    await upload(open.knowledge, plant.as('user'), 'noi-hoi.txt', 'Nồi hơi phải được kiểm định hằng năm trước khi vận hành.');
    await open.knowledge.ingestion.idle();
    const answer = await find('nồi hơi kiểm định bao lâu một lần?');
    expect(answer.mode).toBe('keyword');
    expect(answer.results[0]?.document.filename).toBe('noi-hoi.txt');
  });
});

it('a document without any text is ready, says so, and has nothing to find', async () => {
  await open.knowledge.start();
  const { document } = await upload(open.knowledge, plant.as('user'), 'scan.pdf', BLANK_PAGE);
  await open.knowledge.ingestion.idle();
  const [found] = await list();
  expect(found).toMatchObject({ id: document.id, status: 'ready', chunks: 0 });
  expect(found?.warnings.join(' ')).toContain('No text was found');
});

/** A second, very simple model: how often each letter occurs. Only one real model ships, and this one has another length. */
const embedder: Embedder = {
  name: 'letter-counts',
  identity: 'letter-counts',
  dimension: 26,
  understands: () => true,
  countTokens: async (texts) => texts.map(({ length }) => length),
  embed: async (texts) =>
    texts.map((text) => {
      const counts = new Float32Array(26);
      for (const letter of text.toLowerCase()) {
        const at = letter.charCodeAt(0) - 97;
        if (at >= 0 && at < 26) counts[at] = (counts[at] ?? 0) + 1;
      }
      const length = Math.hypot(...counts) || 1;
      return counts.map((value) => value / length);
    }),
};
const letterCounts: Embedding = { current: () => ({ embedder, reason: null }), close: async () => undefined };

describe('a disk that is full for a while', () => {
  it('leaves no document standing as being worked on', async () => {
    await open.knowledge.start();
    const { withTenant } = open.database;
    let calls = 0;
    let full = true;
    await open.knowledge.ingestion.pause(plant.tenantId, true);
    await upload(open.knowledge, plant.as('user'), 'note.txt', TEXTS[0] ?? '');
    // Going on and taking the document up still succeed; nothing after that, not even noting why it failed.
    vi.spyOn(open.database, 'withTenant').mockImplementation((scope, work) =>
      full && ++calls > 2 ? Promise.reject(new MillwrightError('DISK_FULL')) : withTenant.call(open.database, scope, work),
    );
    await open.knowledge.ingestion.pause(plant.tenantId, false);
    await open.knowledge.ingestion.idle();
    expect(calls).toBeGreaterThan(2);
    full = false;
    await expect.poll(async () => (await list())[0]?.status, { timeout: 60_000 }).toBe('ready');
  });
});
