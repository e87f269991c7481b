import { availableMemory } from 'node:process';
import type { GgufInsights, Llama } from 'node-llama-cpp';
import type { MemoryFit } from '#shared/contract/models.ts';
import { memoryFit } from '#shared/memory-fit.ts';

/** What a token reads beside its experts: attention and embeddings. */
const SHARED_SHARE = 0.05;

/** Estimates what a model and its context need, on GPU and CPU together, against what is free on both. */
export async function judgeMemory(insights: GgufInsights, llama: Llama, sizeBytes: number, maxContextTokens: number): Promise<MemoryFit> {
  const vram = llama.supportsGpuOffloading ? await llama.getVramState() : { free: 0 };
  const contextSize = Math.min(maxContextTokens, insights.trainContextSize ?? maxContextTokens);
  const gpuLayers = llama.supportsGpuOffloading ? insights.totalLayers : 0;
  const model = await insights.estimateModelResourceRequirementsV2({ gpuLayers });
  const context = await insights.estimateContextResourceRequirementsV2({ contextSize, modelGpuLayers: gpuLayers, sequences: 1 });
  // An estimate below the weights themselves has counted mapped pages as free; they are not while the model runs.
  const weightsBytes = Math.max(model.cpuRam + model.gpuVram, sizeBytes);
  const need = { weightsBytes, contextBytes: context.cpuRam + context.gpuVram, activeShare: activeShareOf(insights) };
  return memoryFit(need, { ramBytes: availableMemory(), vramBytes: vram.free });
}

function activeShareOf(insights: GgufInsights): number {
  const { architectureMetadata: { expert_count: experts = 0, expert_used_count: used = 0 } } = insights.ggufFileInfo;
  return experts > 0 && used > 0 ? Math.min(1, used / experts + SHARED_SHARE) : 1;
}
