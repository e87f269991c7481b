import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { Label, Role } from '#shared/contract/permissions.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { createFolderReader } from '#adapters/files/create-folder-reader.ts';
import { createFileStore } from '#adapters/files/file-store.ts';
import { createLanceIndex } from '#adapters/lancedb/lance-index.ts';
import { createEmbedding } from '#adapters/onnx/create-embedding.ts';
import { createPgliteDatabase, type PgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { createVectorScan } from '#adapters/vector-scan/create-vector-scan.ts';
import { createKnowledge, type IngestionOutcome, type Knowledge, type KnowledgeDeps, type MadeRecall, withVectorScan } from '#core/knowledge/index.ts';
import { createEmbeddingCache } from '#core/models/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import { type EmbedderChoice, type Embedding, oneForAll } from '#core/ports/embedder.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import type { VectorIndex } from '#core/ports/vector-index.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';
import { createTestWorkers } from '#test/support/test-workers.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface KnowledgeOptions {
  /** `none` for a machine without an embedding model; default is the bundled one. */
  embedding?: 'bundled' | 'none' | Embedding;
  /** Which model each plant uses; the one above unless given. */
  embedders?: EmbedderChoice;
  concurrency?: number;
  logger?: Logger;
  /** A reader in place of the real one, or around it. */
  reader?: (real: DocumentReader) => DocumentReader;
  /** None unless given. */
  recognition?: Pick<TextRecognition, 'recognise'>;
  /** How questions are answered, to measure it; they are not unless given. */
  answering?: KnowledgeDeps['answering'];
  /** Whether an answer is being written. */
  busy?: () => boolean;
}

export interface OpenKnowledge {
  knowledge: Knowledge;
  database: PgliteDatabase;
  vectorIndex: VectorIndex;
  /** Audit records of ingestions, as they were handed over. */
  recorded: IngestionOutcome[];
  /** Audit records of recalls, as they were handed over. */
  recalled: MadeRecall[];
  close(): Promise<void>;
}

/** The real parts below knowledge on one data directory; the caller starts it. */
export async function openKnowledge(data: string, options: KnowledgeOptions = {}): Promise<OpenKnowledge> {
  const logger = options.logger ?? silent;
  const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger, floorBytes: 0 });
  const { workers, killAll } = createTestWorkers();
  const embedding = await chosenEmbedding(options.embedding ?? 'bundled', workers, logger);
  const pool = createReaderPool({ workerUrl: new URL('../../src-main/adapters/readers/reader-worker.ts', import.meta.url), size: 1, logger });
  const reader = options.reader?.(pool) ?? pool;
  const scan = createVectorScan({ workerUrl: new URL('../../src-main/adapters/vector-scan/scan-worker.ts', import.meta.url), maxBytes: 256 * 1024 ** 2 });
  const vectorIndex = withVectorScan(createLanceIndex({ directory: join(data, 'index'), logger }), scan, logger);
  const files = createFileStore({ directory: join(data, 'files'), freeSpaceFloorBytes: 0 });
  const recorded: IngestionOutcome[] = [];
  const recalled: MadeRecall[] = [];
  const knowledge = createKnowledge({
    ...{ database, files, reader, embedders: options.embedders ?? oneForAll(embedding), embeddingCache: createEmbeddingCache({ crypto: createNodeCrypto() }), vectorIndex, logger },
    ...{ crypto: createNodeCrypto(), clock: createSystemClock(), concurrency: options.concurrency ?? 1 },
    ...{ maxFileBytes: 64 * 1024 * 1024, maxUploadBytes: 64 * 1024 * 1024 },
    ...{ recognition: options.recognition ?? null, busy: options.busy ?? (() => false) },
    ...(options.answering === undefined ? {} : { answering: options.answering }),
    againMs: 200,
    recordIngestion: async (_, outcome) => void recorded.push(outcome),
    recordRecall: async (_, recall) => void recalled.push(recall),
    recordLook: async () => undefined,
    // Nobody but the test looks at a folder, or chance would say whose report tells of a change.
    folders: { ...createFolderReader({ roots: 'any', dataDirectory: data, settleMs: 50 }), watch: () => () => undefined },
  });
  return {
    ...{ knowledge, database, vectorIndex, recorded, recalled },
    async close() {
      await knowledge.close();
      await pool.close();
      await embedding.close();
      killAll();
      await vectorIndex.close();
      await database.close();
    },
  };
}

function chosenEmbedding(choice: 'bundled' | 'none' | Embedding, workers: Parameters<typeof createEmbedding>[0]['workers'], logger: Logger): Promise<Embedding> {
  if (typeof choice === 'object') return Promise.resolve(choice);
  const bundledDirectory = choice === 'none' ? join(ROOT, 'no-such-model') : join(ROOT, 'models', 'millwright-embed-small');
  return createEmbedding({ workers, installedDirectory: null, bundledDirectory, logger });
}

/** A plant with one person of each role. */
export interface Plant {
  tenantId: string;
  as(role: Role): Principal;
}

export async function addPlant(database: PgliteDatabase, name: string): Promise<Plant> {
  const tenantId = randomUUID();
  const users = { admin: randomUUID(), user: randomUUID(), viewer: randomUUID(), auditor: randomUUID() };
  await database.withSystem(async (tx) => {
    await tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${tenantId}, ${name}, ${name.toLowerCase().replace(/\W/g, '-')})`);
    for (const [role, id] of Object.entries(users)) {
      await tx.run(sql`INSERT INTO users (id, tenant_id, external_id, display_name, role) VALUES (${id}, ${tenantId}, ${role}, ${`${name} ${role}`}, ${role})`);
    }
  });
  return plantOf(tenantId, name, users);
}

export function plantOf(tenantId: string, name: string, users: Record<Role, string>): Plant {
  const as = (role: Role): Principal => ({
    ...{ tenantId, tenantName: name, tenantSlug: name.toLowerCase(), userId: users[role], userName: `${name} ${role}`, role, clearance: role === 'viewer' ? ('confidential' as const) : ('restricted' as const), askRate: null },
    ...{ sessionId: null, expiresAt: null, via: 'session' as const, signedIn: { method: 'local' as const, rolesAsOf: null, locked: false } },
  });
  return { tenantId, as };
}

export function callFor(principal: Principal, signal: AbortSignal = new AbortController().signal): Call {
  return { principal, signal, correlationId: randomUUID(), caller: 'test', note: () => undefined };
}

/** Calls a handler the way the pipeline does once everything is checked. */
export function invoke<T>(knowledge: Knowledge, name: string, input: unknown, call: Call): Promise<T> {
  return handlerOf(knowledge, name)(input, call) as Promise<T>;
}

export function watch<T>(knowledge: Knowledge, name: string, input: unknown, call: Call): AsyncIterable<T> {
  return handlerOf(knowledge, name)(input, call) as AsyncIterable<T>;
}

function handlerOf(knowledge: Knowledge, name: string) {
  const bound = knowledge.operations.find(({ operation }) => operation.name === name);
  if (bound === undefined) throw new Error(`no operation ${name}`);
  return bound.handle;
}

export async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

export interface Added {
  document: DocumentSummary;
  duplicate: boolean;
}

export function upload(knowledge: Knowledge, principal: Principal, filename: string, text: string | Uint8Array, label: Label = 'internal'): Promise<Added> {
  return invoke(knowledge, 'documents.upload', { filename, content: { stream: bytesOf(text) }, label, tags: [] }, callFor(principal));
}

/** Ids of all chunks, in the database and in the index. */
export async function chunkIdsOf(open: OpenKnowledge, tenantId: string, dimension = 256, table = 0): Promise<{ database: string[]; index: string[] }> {
  const rows = await open.database.withTenant({ tenantId, userId: null }, (tx) => tx.rows<{ id: string }>(sql`SELECT id FROM document_chunks ORDER BY id`));
  const index = await open.vectorIndex.open(tenantId, dimension, table);
  const ids: string[] = [];
  for (const documentId of (await index.counts()).keys()) ids.push(...(await index.chunkIds(documentId)));
  return { database: rows.map((row) => row.id).sort(), index: ids.sort() };
}

export async function removeData(data: string): Promise<void> {
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}
