import type { MemoryFit } from '#shared/contract/models.ts';

/** From this share of the free memory on, other programs will feel it and the system begins to page. */
const TIGHT_SHARE = 0.8;
/** Of a GPU's memory, what its driver and the screen leave for a model. */
const USABLE_VRAM = 0.9;
/**
 * Weights read from main memory for each token, above which writing falls behind reading: the two memory channels of an ordinary
 * workstation deliver about 40 GB/s, so 6 GB a token are at most 7 tokens a second.
 */
const SLOW_BYTES_PER_TOKEN = 6e9;

export interface MemoryNeed {
  /** Bytes of the weights. */
  weightsBytes: number;
  /** Bytes of the KV cache and of what else a context takes. */
  contextBytes: number;
  /** Share of the weights that one token needs, 0 to 1: less than 1 only for mixtures of experts. */
  activeShare: number;
}

/** Free memory in bytes. */
export interface FreeMemory {
  ramBytes: number;
  vramBytes: number;
}

/** Judges whether a model with its context fits into the memory there is, and whether it would be slow there. */
export function memoryFit({ weightsBytes, contextBytes, activeShare }: MemoryNeed, { ramBytes, vramBytes }: FreeMemory): MemoryFit {
  const needsBytes = weightsBytes + contextBytes;
  const availableBytes = ramBytes + vramBytes;
  const verdict = (fits: MemoryFit['verdict'], advice: string): MemoryFit => ({
    verdict: fits,
    needsBytes,
    availableBytes,
    sentence: `Needs about ${gigabytes(needsBytes)}; ${gigabytes(availableBytes)} are free. ${advice}`.trim(),
  });
  if (needsBytes > availableBytes) return verdict('no', 'Close other programs or use a smaller model.');
  if (needsBytes > availableBytes * TIGHT_SHARE) return verdict('slow', 'It fits, but little is left for anything else.');
  const besideGpu = 1 - Math.min(1, (vramBytes * USABLE_VRAM) / needsBytes);
  if (weightsBytes * activeShare * besideGpu > SLOW_BYTES_PER_TOKEN) return verdict('slow', vramBytes > 0 ? 'It fits, but only partly into the memory of the GPU.' : 'It fits, but without a GPU it writes slowly.');
  return verdict('yes', '');
}

/** Dimensions of a model's attention, as its config or GGUF header names them. */
export interface AttentionShape {
  layers: number;
  kvHeads: number;
  /** Elements of one head's key, and of its value. */
  headDim: number;
}

const F16_BYTES = 2;

/** Bytes of a full KV cache in half precision: a key and a value for every layer, KV head and token. */
export function kvCacheBytes({ layers, kvHeads, headDim }: AttentionShape, contextTokens: number): number {
  return 2 * F16_BYTES * layers * kvHeads * headDim * contextTokens;
}

function gigabytes(bytes: number): string {
  const value = bytes / 1e9;
  return value < 0.1 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${value.toFixed(1)} GB`;
}
