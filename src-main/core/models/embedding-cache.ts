import type { CacheUse } from '#shared/contract/live-models.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Embedder } from '#core/ports/embedder.ts';

/** Bytes of an entry beside its numbers: its key and its objects. */
const OVERHEAD_BYTES = 250;

export interface EmbeddingCacheLimits {
  /** Of all plants together. */
  bytes: number;
  /** Of one plant, so that one that takes in many documents does not push out the questions of others. */
  plantBytes: number;
}

const LIMITS: EmbeddingCacheLimits = { bytes: 64 * 1024 ** 2, plantBytes: 16 * 1024 ** 2 };

/** Vectors of texts that a plant had embedded before: questions asked again, and chunks of a file that is read again unchanged. Lives in memory only. */
export interface EmbeddingCache {
  /** Vectors in the order of `texts`; the model is asked, once for each, only for those that are not there. */
  embed(tenantId: string, embedder: Embedder, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
  /** Lets go of all that belongs to a plant, and of what is being embedded for it now. */
  forget(tenantId: string): void;
  use(tenantId: string): CacheUse;
}

interface Plant {
  /** A Map keeps insertion order: what is used goes to its end. */
  vectors: Map<string, Float32Array>;
  bytes: number;
  hits: number;
  misses: number;
}

const sizeOf = (vector: Float32Array): number => vector.byteLength + OVERHEAD_BYTES;

export function createEmbeddingCache({ crypto, limits = LIMITS }: { crypto: Pick<Crypto, 'sha256'>; limits?: EmbeddingCacheLimits }): EmbeddingCache {
  const plants = new Map<string, Plant>();
  let total = 0;

  function plantOf(tenantId: string): Plant {
    const known = plants.get(tenantId) ?? { vectors: new Map(), bytes: 0, hits: 0, misses: 0 };
    plants.set(tenantId, known);
    return known;
  }

  function resize(plant: Plant, by: number): void {
    plant.bytes += by;
    total += by;
  }

  function take(plant: Plant, key: string): Float32Array | undefined {
    const vector = plant.vectors.get(key);
    if (vector === undefined) return undefined;
    plant.vectors.delete(key);
    plant.vectors.set(key, vector);
    return vector;
  }

  function put(plant: Plant, key: string, vector: Float32Array): void {
    const old = plant.vectors.get(key);
    if (old !== undefined) resize(plant, -sizeOf(old));
    plant.vectors.delete(key);
    plant.vectors.set(key, vector);
    resize(plant, sizeOf(vector));
    while (plant.bytes > limits.plantBytes) dropOldest(plant);
    while (total > limits.bytes) dropOldest(largest());
  }

  function dropOldest(plant: Plant): void {
    for (const [key, vector] of plant.vectors) {
      plant.vectors.delete(key);
      return resize(plant, -sizeOf(vector));
    }
  }

  const largest = (): Plant => [...plants.values()].reduce((most, plant) => (plant.bytes > most.bytes ? plant : most));

  return {
    async embed(tenantId, embedder, texts, signal) {
      const plant = plantOf(tenantId);
      const keys = texts.map((text) => crypto.sha256(`${embedder.identity}\n${text}`));
      const found = new Map<string, Float32Array>();
      const missing = new Map<string, string>();
      texts.forEach((text, n) => {
        const key = keys[n] ?? '';
        const vector = take(plant, key);
        if (vector === undefined) missing.set(key, text);
        else found.set(key, vector);
      });
      plant.hits += texts.length - missing.size;
      plant.misses += missing.size;
      const made = missing.size === 0 ? [] : await embedder.embed([...missing.values()], signal);
      [...missing.keys()].forEach((key, n) => {
        const vector = made[n];
        if (vector === undefined) return;
        found.set(key, vector);
        // What was forgotten meanwhile stays forgotten.
        if (plants.get(tenantId) === plant) put(plant, key, vector);
      });
      return keys.flatMap((key) => found.get(key) ?? []);
    },
    forget(tenantId) {
      const plant = plants.get(tenantId);
      if (plant === undefined) return;
      total -= plant.bytes;
      plants.set(tenantId, { vectors: new Map(), bytes: 0, hits: plant.hits, misses: plant.misses });
    },
    use(tenantId) {
      const { vectors, hits, misses, bytes } = plantOf(tenantId);
      return { hits, misses, entries: vectors.size, bytes };
    },
  };
}
