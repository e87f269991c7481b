import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { collectionHandlers } from '#core/knowledge/documents/collection-handlers.ts';
import type { DocumentDeps } from '#core/knowledge/documents/document-changes.ts';
import { documentHandlers } from '#core/knowledge/documents/document-handlers.ts';
import { folderHandlers } from '#core/knowledge/folders/folder-handlers.ts';
import type { IngestDeps } from '#core/knowledge/ingestion/ingest-deps.ts';
import type { AddDeps } from '#core/knowledge/ingestion/add-document.ts';
import { createServingVectors, type ServingVectors } from '#core/knowledge/indexing/serving-vectors.ts';
import type { TenantIndexes } from '#core/knowledge/indexing/tenant-indexes.ts';
import { recallHandlers } from '#core/knowledge/recalls/recall-handlers.ts';
import type { RecallDeps } from '#core/knowledge/recalls/recall-sweep.ts';
import { revisionHandlers } from '#core/knowledge/revisions/revision-handlers.ts';
import type { BoundOperation, Principal } from '#core/pipeline/index.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { type Embedder, oneForAll } from '#core/ports/embedder.ts';
import type { FilledTenant } from './fill-tenant.ts';

/** Two plants' knowledge in a database that keeps nothing apart, and what its functions need beside it. */
export interface Knowledge {
  pg: PGlite;
  database: Database;
  tx: Transaction;
  reader: Principal;
  a: FilledTenant;
  b: FilledTenant;
  /** Ids of one chunk of each plant. */
  chunks: { a: string; b: string };
  deps: KnowledgeDeps;
  /** What was done to the index, the files and the ears of those who watch. */
  told: string[];
  /** Calls an operation of the knowledge as a person of the first plant. */
  call: (name: string, input: Record<string, unknown>) => Promise<unknown>;
}

export const MODEL = 'embedder-of-this-test';
export const DIMENSION = 1;

const embedder: Embedder = {
  name: MODEL,
  identity: MODEL,
  dimension: DIMENSION,
  embed: async (texts) => texts.map(() => new Float32Array(DIMENSION)),
  countTokens: async (texts) => texts.map(() => 1),
  understands: () => true,
};

type KnowledgeDeps = DocumentDeps & IngestDeps & RecallDeps & AddDeps & { indexes: TenantIndexes; serving: ServingVectors };

function depsOf(database: Database, told: string[], hits: readonly string[]): KnowledgeDeps {
  const tell = (what: string) => (...about: unknown[]) => void told.push(`${what} ${JSON.stringify(about)}`);
  const later = (what: string) => async (...about: unknown[]) => tell(what)(...about);
  const index = {
    putText: later('texts'), putVectors: later('vectors'), deleteDocument: later('gone'), setLabel: later('label'), counts: async () => new Map(),
    searchText: async () => hits.map((chunkId) => ({ chunkId, score: 1 })), searchVector: async () => hits.map((chunkId) => ({ chunkId, score: 1 })),
  };
  const now = new Date('2026-01-31');
  return {
    database, clock: { now: () => now, elapsed: () => performance.now() },
    indexes: { of: async () => ({ index, identity: MODEL, dimension: DIMENSION, table: 0, repaired: false }), reopen: later('reopened') },
    crypto: { uuid: randomUUID, token: () => 'token', sha256: (text: string) => text, randomBytes: (length: number) => new Uint8Array(length) },
    events: { publish: tell('event') }, logger: { info: tell('info'), warn: tell('warning'), error: tell('error') }, gate: { pass: async () => undefined },
    serving: createServingVectors({ database, embedders: oneForAll({ current: () => ({ embedder, reason: null }) }) }),
    outbox: { alone: <T>(_: string, work: () => Promise<T>) => work(), drain: async () => undefined, soon: async () => undefined, rewrite: later('rewritten'), close: async () => undefined },
    recalls: { look: async () => undefined, record: async () => undefined }, ingestion: { queue: tell('queued'), forget: tell('forgotten') },
    files: { list: async () => ['canary-a', 'canary-b'], remove: later('removed'), path: () => '/nowhere' },
    guard: { adding: <T>(_: string, work: () => Promise<T>) => work(), removing: (_: string, work: () => Promise<void>) => work() },
    embeddingCache: { embed: (_: string, model: Embedder, texts: readonly string[]) => model.embed(texts) },
    recognition: null, recordRecall: later('recalled'), maxFileBytes: 1,
  } as unknown as KnowledgeDeps;
}

/** Makes documents of both plants readable, with a vector and a place in a folder, so that there is something to leak. */
export async function fillKnowledge(pg: PGlite): Promise<void> {
  await pg.exec(`UPDATE documents SET status = 'ready', stage = 'done', searchable = true, ready_at = now(), language = filename;
    UPDATE document_chunks SET section = content, embedding_model = '${MODEL}', embedding = decode('00000000', 'hex');
    UPDATE document_parts SET page = 1, section = content, lines = '[]';
    UPDATE watched_files w SET document_id = d.id FROM documents d WHERE d.tenant_id = w.tenant_id`);
}

/** The parts of the knowledge over an unguarded database; the index answers every search with the passages of both plants. */
export async function knowledgeOver(given: Pick<Knowledge, 'pg' | 'database' | 'tx' | 'reader' | 'a' | 'b'>): Promise<Knowledge> {
  const { rows } = await given.pg.query<{ id: string; tenant_id: string }>('SELECT id, tenant_id FROM document_chunks');
  const chunkOf = ({ tenantId }: FilledTenant): string => rows.find((row) => row.tenant_id === tenantId)?.id ?? '';
  const chunks = { a: chunkOf(given.a), b: chunkOf(given.b) };
  const told: string[] = [];
  const deps = depsOf(given.database, told, [chunks.b, chunks.a]);
  const operations = [documentHandlers(deps), collectionHandlers(deps), folderHandlers({ ...deps, folders: null, watch: null }), revisionHandlers(deps), recallHandlers(deps)].flat();
  const call: Knowledge['call'] = async (name, input) =>
    operationOf(operations, name).handle(input, { principal: given.reader, signal: new AbortController().signal, note: () => undefined } as unknown as Parameters<BoundOperation['handle']>[1]);
  return { ...given, chunks, deps, told, call };
}

function operationOf(operations: readonly BoundOperation[], name: string): BoundOperation {
  const found = operations.find(({ operation }) => operation.name === name);
  if (found === undefined) throw new Error(`the knowledge has no operation ${name}`);
  return found;
}
