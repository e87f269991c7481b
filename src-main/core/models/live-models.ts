import type { CacheUse, LiveModels } from '#shared/contract/live-models.ts';
import type { Inference } from '#core/ports/inference.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { ModelGateway } from './gateway.ts';
import type { ModelRegistry } from './registry.ts';

export interface LiveModelsDeps {
  registry: Pick<ModelRegistry, 'list'>;
  inference: Pick<Inference, 'live' | 'state'>;
  gateway: Pick<ModelGateway, 'waiting'>;
  machine: Pick<Machine, 'memory'>;
  /** What is kept of a plant's answers, and of its vectors. */
  answerCache: { use(tenantId: string): CacheUse };
  embeddingCache: { use(tenantId: string): CacheUse };
}

/** Gathers what the models do now, and what a plant's caches have spared them. */
export async function liveModels({ registry, inference, gateway, machine, answerCache, embeddingCache }: LiveModelsDeps, tenantId: string): Promise<LiveModels> {
  const [rows, { backend, workerBytes, models, log }] = [await registry.list(), await inference.live()];
  const { state, device, restarts } = inference.state();
  const { freeBytes, totalBytes } = machine.memory();
  return {
    state,
    restarts,
    device,
    backend,
    memory: { workerBytes, freeBytes, totalBytes },
    models: models.flatMap(({ modelPath, threads, ...live }) => {
      const row = rows.find(({ path }) => path === modelPath);
      return row ? [{ id: row.id, name: row.name, waiting: gateway.waiting(modelPath), ...live, threads: { ...threads, rates: [...threads.rates] } }] : [];
    }),
    answersKept: answerCache.use(tenantId),
    vectorsKept: embeddingCache.use(tenantId),
    log: log.map(({ at, level, text }) => ({ at: at.toISOString(), level, text })),
  };
}
