import { MillwrightError } from '#shared/contract/errors.ts';
import { modelTask } from '#shared/contract/models.ts';
import type { Embedder, EmbedderChoice, EmbedderState, Embedding } from '#core/ports/embedder.ts';
import type { EmbeddingModels } from '#core/ports/embedding-models.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import type { ModelRow } from './model-rows.ts';
import type { ModelRegistry } from './registry.ts';
import type { RoleSettings } from './role-settings.ts';

const PRINT_LETTERS = 16;
/** What fits the column that says which model made a vector. */
const NAME_LETTERS = 100;

/** The installed embedding models, and which of them each plant uses. */
export interface Embedders extends EmbedderChoice {
  /** A model to embed with. Throws `MODEL_INVALID`. */
  open(row: ModelRow): Promise<Embedder>;
  /** The installed model that made vectors of this identity. */
  rowOf(identity: string): Promise<ModelRow | undefined>;
  /** Lets go of a model's files and memory. */
  release(row: ModelRow): void;
}

interface Deps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  embedding: Embedding;
  embeddingModels: EmbeddingModels;
  textModels: TextModels;
}

/** Tells a model's vectors from those of any other, also one of the same name. The shipped model's are known by its name alone. */
export function identityOf({ name, sha256, bundled }: Pick<ModelRow, 'name' | 'sha256' | 'bundled'>): string {
  return bundled ? name : `${name.slice(0, NAME_LETTERS)}:${sha256?.slice(0, PRINT_LETTERS)}`;
}

export function createEmbedders({ registry, roles, embedding, embeddingModels, textModels }: Deps): Embedders {
  const opened = new Map<string, Promise<Embedder>>();

  /** Vectors of earlier versions are known by the name of an ONNX model alone. */
  const made = (row: ModelRow, identity: string): boolean => identityOf(row) === identity || (row.format === 'onnx' && row.name === identity);

  const ready = async (): Promise<ModelRow[]> => (await registry.list()).filter((row) => modelTask(row) === 'embed' && row.status === 'ready' && row.sha256 !== null);

  const rowOf = async (identity: string): Promise<ModelRow | undefined> => (await ready()).find((row) => made(row, identity));

  function open(row: ModelRow): Promise<Embedder> {
    const { embedder, reason } = embedding.current();
    if (row.bundled && embedding.files?.bundled === true) return embedder === null ? Promise.reject(new MillwrightError('MODEL_INVALID', reason ?? undefined)) : Promise.resolve(embedder);
    const identity = identityOf(row);
    const key = `${row.path} ${identity}`;
    const known = opened.get(key) ?? openAnew(row, identity);
    opened.set(key, known);
    known.catch(() => opened.delete(key));
    return known;
  }

  function openAnew({ format, name, path, sha256, dimension, context_tokens: contextTokens }: ModelRow, identity: string): Promise<Embedder> {
    if (format === 'onnx') return embeddingModels.open({ weightsPath: path, identity });
    if (sha256 === null || dimension === null) return Promise.reject(new MillwrightError('MODEL_INVALID', `${name} has not been checked.`));
    return Promise.resolve(textModels.embedder({ name, identity, modelPath: path, sha256, dimension, contextTokens }));
  }

  async function of(identity: string): Promise<Embedder | null> {
    const row = await rowOf(identity);
    if (row === undefined) {
      const { embedder } = embedding.current();
      return embedder?.identity === identity ? embedder : null;
    }
    const embedder = await open(row).catch(() => null);
    return embedder === null || embedder.identity === identity ? embedder : { ...embedder, identity };
  }

  async function assigned(tenantId: string, serving: string | null): Promise<Embedder | null> {
    const { embed } = await roles.read(tenantId);
    const row = (await ready()).find(({ id }) => id === embed);
    if (row === undefined) return null;
    return serving !== null && made(row, serving) ? of(serving) : open(row).catch(() => null);
  }

  return {
    open,
    of,
    rowOf,
    async wanted(tenantId, serving): Promise<EmbedderState> {
      const embedder = (await assigned(tenantId, serving)) ?? (serving === null ? null : await of(serving));
      return embedder === null ? embedding.current() : { embedder, reason: null };
    },
    release(row) {
      for (const key of opened.keys()) if (key.startsWith(`${row.path} `)) opened.delete(key);
      if (row.format === 'onnx') embeddingModels.release(row.path);
      else textModels.unload();
    },
  };
}

/** Throws unless a model makes vectors now: `MODEL_INVALID`, `MODEL_UNAVAILABLE`, `CANCELLED`. */
export async function checkEmbeds(embedders: Pick<Embedders, 'open'>, row: ModelRow, signal: AbortSignal): Promise<void> {
  const embedder = await embedders.open(row);
  const [vector] = await embedder.embed(['The pump is started from the panel.'], signal);
  if (vector?.length !== embedder.dimension || vector.some((value) => !Number.isFinite(value))) throw new MillwrightError('MODEL_INVALID', `${row.name} gives vectors with numbers that are none: its weights are damaged.`);
}
