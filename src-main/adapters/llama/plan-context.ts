import { availableMemory } from 'node:process';
import { GgmlType, type Llama, type LlamaContextOptions, type LlamaModel } from 'node-llama-cpp';

/** Below this a conversation with passages makes no sense; used only where memory is short. */
const LEAST_CONTEXT = 1024;
/** The share of the free memory that contexts may take. */
const SHARE = 0.5;

/** As many seats of a full-sized context as memory allows; with a smaller cache where that makes the difference, and at the last a smaller context. */
export async function planContext(model: LlamaModel, llama: Llama, wanted: { contextTokens: number; seats: number }): Promise<LlamaContextOptions> {
  const contextSize = Math.min(wanted.contextTokens, model.trainContextSize);
  const room = SHARE * (llama.supportsGpuOffloading ? (await llama.getVramState()).free + availableMemory() : availableMemory());
  const fits = async (sequences: number, { flashAttention, type }: CacheTypes): Promise<boolean> => {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({ contextSize, modelGpuLayers: model.gpuLayers, sequences, flashAttention, kvCacheKeyType: type, kvCacheValueType: type });
    return cpuRam + gpuVram <= room;
  };
  for (const cache of model.flashAttentionSupported ? [FULL, HALVED] : [FULL]) {
    for (let sequences = wanted.seats; sequences > 0; sequences -= 1) if (await fits(sequences, cache)) return { contextSize, sequences, flashAttention: cache.flashAttention, experimentalKvCacheKeyType: cache.type, experimentalKvCacheValueType: cache.type };
  }
  return { sequences: 1, contextSize: { min: Math.min(LEAST_CONTEXT, contextSize), max: contextSize } };
}

interface CacheTypes {
  flashAttention: 'auto' | true;
  type: GgmlType;
}
const FULL: CacheTypes = { flashAttention: 'auto', type: GgmlType.F16 };
const HALVED: CacheTypes = { flashAttention: true, type: GgmlType.Q8_0 };
