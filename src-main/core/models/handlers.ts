import { MillwrightError } from '#shared/contract/errors.ts';
import type { LiveModels } from '#shared/contract/live-models.ts';
import { type ImportEvent, type InstalledModel, models } from '#shared/contract/models.ts';
import { type BoundOperation, type Call, type Principal, bindHandlers } from '#core/pipeline/index.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { ModelDownloads } from '#core/ports/model-sources.ts';
import type { ModelFiles } from '#core/ports/model-files.ts';
import type { CatalogueEntry } from '#shared/contract/model-catalogue.ts';
import type { Inference } from '#core/ports/inference.ts';
import { checkEmbeds, type Embedders } from './embedders.ts';
import { embeddingChange } from './embedding-change.ts';
import type { PlantVectors } from './plant-vectors.ts';
import { checkAssignable } from './assignable.ts';
import { judgeCatalogue } from './catalogue.ts';
import { type BringIn, type BroughtIn, type OnNamedStage, pinOf } from './bring-in.ts';
import { rolesOf } from './choose-model.ts';
import { toInstalledModel } from './model-rows.ts';
import { type Offers, toOfferedModels } from './offers.ts';
import { followWork } from './progress-stream.ts';
import type { ModelGateway } from './gateway.ts';
import { inSteps, type StageProgress } from './stage-progress.ts';
import type { ModelRegistry } from './registry.ts';
import type { RemoteRegistry } from './remote/remote-registry.ts';
import type { RoleSettings } from './role-settings.ts';
import { verifyModels } from './verify-models.ts';

export interface ModelHandlerDeps {
  registry: ModelRegistry;
  roles: RoleSettings;
  modelFiles: ModelFiles;
  embedders: Embedders;
  vectors: () => PlantVectors;
  inference: Pick<Inference, 'memory'>;
  /** Recommended models. */
  catalogue: readonly CatalogueEntry[];
  /** Where a finished chunked upload is taken from. */
  files: Pick<FileStore, 'takeUpload'>;
  offers: Offers;
  health: ModelGateway['health'];
  remotes: Pick<RemoteRegistry, 'find'>;
  bringIn: BringIn;
  downloads: ModelDownloads;
  live: (tenantId: string) => Promise<LiveModels>;
}

export function modelHandlers({ registry, roles, modelFiles, embedders, vectors, files, offers, inference, catalogue, health, remotes, bringIn, downloads, live }: ModelHandlerDeps): BoundOperation[] {
  async function listFor({ tenantId }: Principal): Promise<InstalledModel[]> {
    const [rows, assigned] = [await registry.list(), await roles.read(tenantId)];
    const { serving } = await vectors().state(tenantId);
    const embedderId = serving === null ? null : ((await embedders.rowOf(serving))?.id ?? null);
    return rows.map((row) => ({ ...toInstalledModel(row, rolesOf(row, rows, assigned, embedderId)), health: health(row) }));
  }

  async function found(principal: Principal, id: string): Promise<InstalledModel> {
    const model = (await listFor(principal)).find((each) => each.id === id);
    if (!model) throw new MillwrightError('MODEL_NOT_FOUND');
    return model;
  }

  /** Follows models that come in, until they are there. Leaving stops the work. */
  async function* follow(call: Call<Principal>, begin: (signal: AbortSignal, onStage: OnNamedStage) => Promise<BroughtIn[]>): AsyncGenerator<ImportEvent> {
    const brought = yield* followWork<StageProgress, BroughtIn[]>(call.signal, (signal, tell) => begin(signal, inSteps(tell)));
    for (const { row } of brought) {
      call.note({ resourceId: row.id });
      yield { type: 'installed', model: await found(call.principal, row.id) };
    }
  }

  return bindHandlers(models, {
    list: async (_, { principal }) => ({
      models: await listFor(principal),
      folder: principal.role === 'admin' ? modelFiles.folder : null,
      object: 'list' as const,
      data: toOfferedModels(await offers.list(principal.tenantId)),
    }),

    async catalogue({ contextTokens }, { signal }) {
      const [machine, rows] = [await inference.memory(signal), await registry.list()];
      return { models: judgeCatalogue(catalogue, rows, machine, contextTokens), machine, contextTokens };
    },

    async *import({ filename, content, sizeBytes }, call) {
      const { principal } = call;
      const bytes = 'uploadId' in content ? await files.takeUpload({ tenantId: principal.tenantId, userId: principal.userId }, content.uploadId) : content.stream;
      yield* follow(call, async (signal, onStage) => {
        const row = await registry.import({ filename, content: bytes, sizeBytes, sha256: pinOf(catalogue, filename) }, signal, (stage, share) => onStage(stage, share, filename));
        return [{ name: row.name, row }];
      });
    },

    look: ({ path }) => bringIn.look(path),
    importFrom({ path, trust }, call) {
      if (trust !== undefined) call.note({ metadata: { confirmedFingerprint: trust.toUpperCase() } });
      return follow(call, (signal, onStage) => bringIn.take(path, trust, signal, onStage));
    },

    download({ url, sha256 = null }, call) {
      call.note({ metadata: { origin: /^\w+:\/\/[^/?#]*/.exec(url)?.[0] ?? '' } });
      return follow(call, async (signal, onStage) => [await bringIn.takeFile(await downloads.source(url, sha256?.toLowerCase() ?? null, signal), signal, onStage)]);
    },

    live: (_, { principal }) => live(principal.tenantId),
    embedding: (_, { principal }) => embeddingChange(vectors(), embedders, principal.tenantId),

    async verify({ id }, { signal }) {
      const rows = id === undefined ? await registry.list() : [await registry.get(id)];
      const results = await verifyModels(rows, modelFiles, signal);
      return { ok: results.every(({ ok }) => ok), models: results };
    },

    async assign({ role, id }, { principal, signal }) {
      const scope = { tenantId: principal.tenantId, userId: principal.userId };
      const elsewhere = (role === 'fast' || role === 'heavy') && (await remotes.find(principal.tenantId, id)) !== undefined;
      if (id !== null && !elsewhere) await checkAssignable(registry, id, role, signal);
      if (id !== null && role === 'embed') await checkEmbeds(embedders, await registry.get(id), signal);
      await roles.assign(scope, role, id);
      if (role === 'embed') vectors().again();
      return { models: await listFor(principal) };
    },

    async remove({ id }, { principal }) {
      const row = await registry.get(id);
      for (const identity of await vectors().inUse()) if ((await embedders.rowOf(identity))?.id === id && !row.bundled) throw new MillwrightError('FORBIDDEN', `Documents are searched by ${row.name}. Choose another embedding model first, and wait until it serves.`);
      // Files are the machine's, roles a plant's.
      if (await roles.chosenElsewhere(principal.tenantId, id)) throw new MillwrightError('FORBIDDEN', `${row.name} is used by another plant of this machine, so its file stays. Stop using it here instead.`);
      await registry.remove(id);
      embedders.release(row);
      await roles.unassign({ tenantId: principal.tenantId, userId: principal.userId }, id);
      return { removed: true as const };
    },
  });
}
