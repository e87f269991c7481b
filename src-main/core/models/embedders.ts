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

  /** Why a model was of no use when it was last asked, by what it was opened under. */
  const damaged = new Map<string, string>();
  const keyOf = (row: ModelRow): string => `${row.path} ${identityOf(row)}`;

  function open(row: ModelRow): Promise<Embedder> {
    const { embedder, reason } = embedding.current();
    if (row.bundled && embedding.files?.bundled === true) return embedder === null ? Promise.reject(new MillwrightError('MODEL_INVALID', reason ?? undefined)) : Promise.resolve(embedder);
    const key = keyOf(row);
    const known = opened.get(key) ?? openAnew(row, identityOf(row)).then((each) => noticingDamage(each, key));
    opened.set(key, known);
    known.catch(() => opened.delete(key));
    return known;
  }

  function noticingDamage(embedder: Embedder, key: string): Embedder {
    return {
      ...embedder,
      async embed(texts, signal) {
        try {
          const vectors = await embedder.embed(texts, signal);
          damaged.delete(key);
          return vectors;
        } catch (error) {
          if (error instanceof MillwrightError && error.code === 'MODEL_INVALID') damaged.set(key, error.message);
          throw error;
        }
      },
    };
  }

  function openAnew({ format, name, path, sha256, bundled, dimension, context_tokens: contextTokens }: ModelRow, identity: string): Promise<Embedder> {
    if (format === 'onnx') return embeddingModels.open({ weightsPath: path, identity, sha256: bundled ? null : sha256 });
    if (sha256 === null || dimension === null) return Promise.reject(new MillwrightError('MODEL_INVALID', `${name} has not been checked.`));
    return Promise.resolve(textModels.embedder({ name, identity, modelPath: path, sha256, dimension, contextTokens }));
  }

  async function of(identity: string): Promise<EmbedderState> {
    const row = await rowOf(identity);
    if (row === undefined) {
      const { embedder } = embedding.current();
      return { embedder: embedder?.identity === identity ? embedder : null, reason: null };
    }
    const problem = damaged.get(keyOf(row));
    const { embedder, reason } = problem === undefined ? await stateOf(row) : { embedder: null, reason: problem };
    if (embedder === null) return { embedder, reason: keywordOnly(reason ?? `${row.name} cannot be used.`) };
    return { embedder: embedder.identity === identity ? embedder : { ...embedder, identity }, reason: null };
  }

  const stateOf = (row: ModelRow): Promise<EmbedderState> =>
    open(row).then(
      (embedder) => ({ embedder, reason: null }),
      (error: unknown) => ({ embedder: null, reason: error instanceof MillwrightError ? error.message : null }),
    );

  /** A model that is here and cannot be used is waited for: changing to another would take longer than mending it. */
  async function wanted(tenantId: string, serving: string | null): Promise<EmbedderState> {
    const { embed } = await roles.read(tenantId);
    const row = (await ready()).find(({ id }) => id === embed);
    if (row !== undefined) return serving !== null && made(row, serving) ? of(serving) : stateOf(row);
    const state = serving === null ? null : await of(serving);
    return state !== null && (state.embedder !== null || state.reason !== null) ? state : embedding.current();
  }

  return {
    open,
    of,
    rowOf,
    wanted,
    release(row) {
      opened.delete(keyOf(row));
      damaged.delete(keyOf(row));
      if (row.format === 'onnx') embeddingModels.release(row.path);
      else textModels.unload();
    },
  };
}

const KEYWORD_ONLY = ' Search works by keyword only.';
const keywordOnly = (reason: string): string => (reason.endsWith(KEYWORD_ONLY) ? reason : reason + KEYWORD_ONLY);

/** Throws unless a model makes vectors now: `MODEL_INVALID`, `MODEL_UNAVAILABLE`, `CANCELLED`. */
export async function checkEmbeds(embedders: Pick<Embedders, 'open'>, row: ModelRow, signal: AbortSignal): Promise<void> {
  const embedder = await embedders.open(row);
  const [vector] = await embedder.embed(['The pump is started from the panel.'], signal);
  if (vector?.length !== embedder.dimension || vector.some((value) => !Number.isFinite(value))) throw new MillwrightError('MODEL_INVALID', `${row.name} gives vectors with numbers that are none: its weights are damaged.`);
}
