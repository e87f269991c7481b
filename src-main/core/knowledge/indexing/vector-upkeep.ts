import type { Database } from '#core/ports/database.ts';
import type { PlantVectors } from '#core/models/index.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import { sql } from '#core/ports/sql.ts';
import { activeTenants } from '#core/tenants/index.ts';
import { EmbeddingFailed } from './embed-texts.ts';
import { reconcile } from './reconcile.ts';
import { reEmbed } from './re-embed.ts';
import { storeSpace, type VectorSpace } from './serving-vectors.ts';
import { tidyVectors } from './tidy-vectors.ts';
import { vectorBackground } from './vector-background.ts';
import { changeVectors, type VectorChangeDeps } from './vector-change.ts';

const LOOK_EVERY_MS = 5_000;
/** After the first failure of a change; doubled by each further one, up to the longest. */
const PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

export interface VectorUpkeepDeps extends VectorChangeDeps {
  database: Database;
  /** Told that documents may be given vectors again. */
  released(): void;
}

/** Keeps stored vectors those of the embedding model a plant wants, in the background. */
export interface VectorUpkeep extends PlantVectors {
  /** Whether documents have to wait for their vectors because other ones are about to serve. */
  holding(tenantId: string): boolean;
  start(): void;
  /** Looks now; resolves when all vectors are made, or cannot be for now. */
  run(): Promise<void>;
  close(): Promise<void>;
}

interface Change {
  identity: string;
  name: string;
  done: number;
  total: number;
  problem: string | null;
  failures: number;
  retryAt: number;
  holding: boolean;
  stop: AbortController;
  running: Promise<void> | null;
}

export function createVectorUpkeep(deps: VectorUpkeepDeps): VectorUpkeep {
  const { database, serving, indexes, outbox, vectorIndex, logger } = deps;
  const controller = new AbortController();
  const changes = new Map<string, Change>();
  /** Plants where nothing was left over under a model when they were last looked at. */
  const madeUp = new Map<string, string>();
  let settled = false;
  let looking: Promise<void> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function stop(tenantId: string): Promise<void> {
    const change = changes.get(tenantId);
    change?.stop.abort();
    await change?.running;
    if (changes.get(tenantId) === change) changes.delete(tenantId);
  }

  /** Makes up for what has no vector of the model that serves. */
  async function makeUp(tenantId: string, space: VectorSpace, embedder: Embedder): Promise<void> {
    if ((await indexes.of(tenantId)).identity !== space.identity) {
      await indexes.reopen(tenantId, space);
      await reconcile(deps, tenantId);
    }
    let changed = 0;
    await reEmbed(deps, tenantId, embedder, controller.signal, (_, chunks) => (changed += chunks));
    await outbox.drain(tenantId);
    if (changed > 0) logger.info('chunks embedded again', { tenantId, chunks: changed, model: embedder.name });
    await tidyVectors(database, tenantId, { serving: space.identity, wanted: null }, controller.signal);
    await vectorIndex.keepOnly(tenantId, space.table);
    if (space.background === undefined) await measure(tenantId, space);
    madeUp.set(tenantId, space.identity);
  }

  async function measure(tenantId: string, space: VectorSpace): Promise<void> {
    const background = await vectorBackground(database, tenantId, space.identity);
    if (background === null) return;
    await database.withTenant({ tenantId, userId: null }, (tx) => storeSpace(tx, { ...space, background }));
    serving.switched(tenantId, { ...space, background });
  }

  function begin(tenantId: string, from: VectorSpace, to: Embedder, failures: number): void {
    const change: Change = { identity: to.identity, name: to.name, done: 0, total: 0, problem: null, failures, retryAt: 0, holding: false, stop: new AbortController(), running: null };
    changes.set(tenantId, change);
    const signal = AbortSignal.any([controller.signal, change.stop.signal]);
    logger.info('vectors of another model are being made', { tenantId, model: to.name });
    change.running = changeVectors(deps, { tenantId, from, to, signal, onProgress: (count) => Object.assign(change, count), onHold: () => (change.holding = true) })
      .then(
        () => {
          logger.info('vectors of another model serve now', { tenantId, model: to.name });
          changes.delete(tenantId);
        },
        (error: unknown) => {
          if (!signal.aborted) failed(tenantId, change, error);
        },
      )
      .finally(() => {
        change.running = null;
        change.holding = false;
        deps.released();
        again();
      });
  }

  function failed(tenantId: string, change: Change, error: unknown): void {
    logger.warn('vectors of another model could not be made', { tenantId, model: change.name, error: String(error), cause: String((error as Error).cause ?? '') });
    change.problem = error instanceof EmbeddingFailed ? error.message : 'The new vectors could not be stored.';
    change.failures += 1;
    change.retryAt = Date.now() + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (change.failures - 1));
  }

  /** False where something is left to do. */
  async function lookAt(tenantId: string): Promise<boolean> {
    const space = await serving.space(tenantId);
    const { embedder } = await serving.wanted(tenantId);
    const change = changes.get(tenantId);
    if (change !== undefined && change.identity !== embedder?.identity) await stop(tenantId);
    if (space === null || embedder === null) return true;
    if (embedder.identity === space.identity) {
      if (madeUp.get(tenantId) !== space.identity) await makeUp(tenantId, space, embedder);
      return true;
    }
    const known = changes.get(tenantId);
    if (known === undefined) begin(tenantId, space, embedder, 0);
    else if (known.running === null && known.retryAt <= Date.now()) begin(tenantId, space, embedder, known.failures);
    return false;
  }

  async function look(): Promise<void> {
    while (!settled && !controller.signal.aborted) {
      settled = true;
      let done = true;
      for (const id of await activeTenants(database)) {
        if (controller.signal.aborted) return;
        done = (await lookAt(id).catch((error: unknown) => leftFor(id, error))) && done;
      }
      if (!done) return void (settled = false);
    }
  }

  function leftFor(tenantId: string, error: unknown): false {
    if (!controller.signal.aborted) logger.warn('vectors could not be renewed', { tenantId, error: String(error) });
    return false;
  }

  function lookSoon(): Promise<void> {
    looking ??= look()
      .catch((error: unknown) => logger.warn('vectors could not be renewed', { error: String(error) }))
      .finally(() => (looking = null));
    return looking;
  }

  function again(): void {
    settled = false;
    madeUp.clear();
  }

  return {
    async state(tenantId) {
      const [space, { embedder }] = [await serving.space(tenantId), await serving.wanted(tenantId)];
      if (space === null || embedder === null || embedder.identity === space.identity) return { serving: space?.identity ?? null, next: null };
      const { identity, name } = embedder;
      const change = changes.get(tenantId);
      // A change that was just asked for is begun in a moment.
      const { done, total, problem } = change?.identity === identity ? change : { done: 0, total: 0, problem: null };
      return { serving: space.identity, next: { identity, name, done, total, problem } };
    },
    async serving(tenantId) {
      const [space, model] = [await serving.space(tenantId), await serving.model(tenantId)];
      if (model.embedder !== null || model.reason !== null) return model;
      const { embedder: next, reason } = await serving.wanted(tenantId);
      if (space === null || next === null) return { embedder: null, reason };
      return { embedder: null, reason: `The embedding model that made the vectors is not here any more. Search works by keyword only until all passages have vectors of ${next.name}.` };
    },
    async inUse() {
      const tenants = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants`));
      const used = new Set<string>();
      for (const { id } of tenants) for (const identity of [(await serving.space(id))?.identity, (await serving.wanted(id)).embedder?.identity]) if (identity !== undefined) used.add(identity);
      return used;
    },
    holding: (tenantId) => changes.get(tenantId)?.holding === true,
    start() {
      timer = setInterval(() => void lookSoon(), LOOK_EVERY_MS);
      timer.unref?.();
      void lookSoon();
    },
    async run() {
      for (;;) {
        await looking;
        await lookSoon();
        const running = [...changes.values()].flatMap((change) => change.running ?? []);
        if (running.length === 0) return;
        await Promise.all(running);
      }
    },
    again() {
      again();
      if (timer !== undefined) void lookSoon();
    },
    async close() {
      clearInterval(timer);
      controller.abort();
      await looking;
      await Promise.all([...changes.values()].map(({ running }) => running));
    },
  };
}
