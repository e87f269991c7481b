import type { IngestDeps } from '#core/knowledge/ingestion/ingest-document.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { reEmbed } from './re-embed.ts';
import { reconcile } from './reconcile.ts';
import type { TenantIndexes } from './tenant-indexes.ts';

const LOOK_EVERY_MS = 5_000;

type Deps = Pick<IngestDeps, 'database' | 'embedding' | 'outbox' | 'gate' | 'logger' | 'embeddingCache'> & { indexes: TenantIndexes };

/** Keeps stored vectors those of the present embedding model, in the background. */
export interface VectorUpkeep {
  /** Whether every vector in a tenant's index is the embedder's own, so that comparing with them means something. */
  usable(tenantId: string, embedder: Embedder): Promise<boolean>;
  start(): void;
  /** Looks now; resolves when all vectors are made. */
  run(): Promise<void>;
  /** Says that documents were left without vectors: the next look makes up for it. */
  again(): void;
  close(): Promise<void>;
}

export function createVectorUpkeep(deps: Deps): VectorUpkeep {
  const { database, embedding, indexes, outbox, logger } = deps;
  const controller = new AbortController();
  /** The model whose vectors alone a tenant's index holds. */
  const pure = new Map<string, string>();
  let complete: string | null = null;
  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function foreign(tenantId: string, model: string): Promise<boolean> {
    const row = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.maybe(sql`SELECT id FROM document_chunks
        WHERE tenant_id = ${tx.tenantId} AND embedding IS NOT NULL AND embedding_model <> ${model} LIMIT 1`),
    );
    return row !== undefined;
  }

  async function fits(tenantId: string, embedder: Embedder): Promise<boolean> {
    return (await indexes.of(tenantId)).dimension === embedder.dimension && !(await foreign(tenantId, embedder.identity));
  }

  /** False where some chunks are left over. */
  async function renew(tenantId: string, embedder: Embedder): Promise<boolean> {
    const { changed, complete: all } = await reEmbed(deps, tenantId, controller.signal);
    if (controller.signal.aborted) return false;
    if ((await indexes.of(tenantId)).dimension !== embedder.dimension) {
      await indexes.reopen(tenantId, embedder.dimension);
      await reconcile(deps, tenantId);
    }
    await outbox.drain(tenantId);
    if (changed > 0) logger.info('chunks embedded again', { tenantId, chunks: changed, model: embedder.name });
    if (await fits(tenantId, embedder)) pure.set(tenantId, embedder.identity);
    return all;
  }

  async function look(): Promise<void> {
    const embedder = embedding.current().embedder;
    if (embedder === null || embedder.identity === complete) return;
    const tenants = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants WHERE is_active ORDER BY created_at`));
    complete = embedder.identity;
    for (const { id } of tenants) if (!controller.signal.aborted && !(await renew(id, embedder))) complete = null;
  }

  function run(): Promise<void> {
    running ??= look()
      .catch((error: unknown) => logger.warn('vectors could not be renewed', { error: String(error) }))
      .finally(() => (running = null));
    return running;
  }

  return {
    async usable(tenantId, embedder) {
      if (pure.get(tenantId) === embedder.identity) return true;
      if (!(await fits(tenantId, embedder))) return false;
      pure.set(tenantId, embedder.identity);
      return true;
    },
    start() {
      timer = setInterval(() => void run(), LOOK_EVERY_MS);
      timer.unref?.();
      void run();
    },
    run,
    again: () => void (complete = null),
    async close() {
      clearInterval(timer);
      controller.abort();
      await running;
    },
  };
}
