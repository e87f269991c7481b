import type { CatalogueEntry } from '#shared/contract/model-catalogue.ts';
import type { BoundOperation } from '#core/pipeline/index.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { RemoteChat } from '#core/ports/remote-chat.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import type { KeyStore } from '#core/ports/key-store.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { ModelDownloads, ModelSources } from '#core/ports/model-sources.ts';
import type { PackWriter } from '#core/ports/pack-writer.ts';
import type { Reranker } from '#core/ports/reranker.ts';
import { createEmbedders, type Embedders } from './embedders.ts';
import type { PlantVectors } from './plant-vectors.ts';
import { createBenchmarks } from './benchmark.ts';
import { benchmarkHandlers } from './benchmark-handlers.ts';
import type { ResponseCache } from './answer-cache/response-cache.ts';
import type { EmbeddingCache } from './embedding-cache.ts';
import { createBringIn } from './bring-in.ts';
import { type ChatModels, createChatModels } from './chat-models.ts';
import { fallbackHandlers } from './fallback-handlers.ts';
import { type ModelGateway, createModelGateway } from './gateway.ts';
import { liveModels } from './live-models.ts';
import { makePack } from './make-pack.ts';
import { modelHandlers } from './handlers.ts';
import { createOffers, type Offers } from './offers.ts';
import { packingHandlers } from './packing-handlers.ts';
import { createPublishers } from './publishers.ts';
import { type ModelRegistry, type RegistryDeps, createModelRegistry } from './registry.ts';
import { withRemoteModels } from './remote/remote-gateway.ts';
import { remoteModelHandlers } from './remote/remote-handlers.ts';
import { createRemoteRegistry, type RemoteRegistryDeps } from './remote/remote-registry.ts';
import { createReranker } from './reranking.ts';
import { createRoleSettings } from './role-settings.ts';

export interface ModelsDeps extends RegistryDeps, RemoteRegistryDeps {
  remoteChat: RemoteChat;
  textModels: TextModels;
  embeddingCache: Pick<EmbeddingCache, 'use'>;
  answerCache: Pick<ResponseCache, 'use'>;
  machine: Pick<Machine, 'memory'>;
  /** Where a finished chunked upload is taken from. */
  files: Pick<FileStore, 'takeUpload'>;
  /** Recommended models. */
  catalogue: readonly CatalogueEntry[];
  /** Models on the disks of this machine. */
  modelSources: ModelSources;
  keyStore: KeyStore;
  packWriter: PackWriter;
  downloads: ModelDownloads;
  /** Asked only when an operation runs: they are made over these models. */
  vectors: () => PlantVectors;
}

/** Everything about models: their operations, the door to language models, and the upkeep of the folder. */
export interface Models {
  operations: BoundOperation[];
  gateway: ModelGateway;
  offers: Offers;
  chatModels: ChatModels;
  embedders: Embedders;
  reranker: Reranker;
  registry: ModelRegistry;
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createModels(deps: ModelsDeps): Models {
  const registry = createModelRegistry(deps);
  const roles = createRoleSettings(deps.database, deps.clock);
  const remotes = createRemoteRegistry(deps);
  const embedders = createEmbedders({ ...deps, registry, roles });
  const offers = createOffers({ ...deps, registry, roles, remotes, embedders });
  const gateway = withRemoteModels(createModelGateway({ ...deps, registry, roles }), { ...deps, registry, remotes, roles });
  const publishers = createPublishers(deps);
  const bringIn = createBringIn({ ...deps, registry, publishers, sources: deps.modelSources });
  return {
    registry,
    offers,
    chatModels: createChatModels({ registry, roles, remotes }),
    embedders,
    operations: [
      ...modelHandlers({ ...deps, embedders, registry, roles, offers, remotes, health: gateway.health, bringIn, live: (tenantId) => liveModels({ ...deps, registry, gateway }, tenantId) }),
      ...fallbackHandlers({ registry, roles, remotes }),
      ...benchmarkHandlers({ registry, benchmarks: createBenchmarks(deps) }),
      ...packingHandlers({ publishers, packing: (wish, signal, onStage) => makePack({ ...deps, registry, publishers }, wish, signal, onStage) }),
      ...remoteModelHandlers({ ...deps, remotes, roles, health: gateway.health }),
    ],
    gateway,
    reranker: createReranker({ ...deps, registry, roles }),
    start: registry.start,
    close: registry.close,
  };
}
