import { availableMemory } from 'node:process';
import type { GgufInsights, Llama } from 'node-llama-cpp';
import type { MemoryFit } from '#shared/contract/models.ts';
import { memoryFit } from './memory-fit.ts';

/** Estimates what a model and its context need, on GPU and CPU together, against what is free on both. */
export async function judgeMemory(insights: GgufInsights, llama: Llama, sizeBytes: number, maxContextTokens: number): Promise<MemoryFit> {
  const vram = llama.supportsGpuOffloading ? await llama.getVramState() : { free: 0 };
  const available = availableMemory() + vram.free;
  const contextSize = Math.min(maxContextTokens, insights.trainContextSize ?? maxContextTokens);
  const gpuLayers = llama.supportsGpuOffloading ? insights.totalLayers : 0;
  const model = await insights.estimateModelResourceRequirementsV2({ gpuLayers });
  const context = await insights.estimateContextResourceRequirementsV2({ contextSize, modelGpuLayers: gpuLayers, sequences: 1 });
  const estimate = model.cpuRam + model.gpuVram + context.cpuRam + context.gpuVram;
  // An estimate below the weights themselves has counted mapped pages as free; they are not while the model runs.
  return memoryFit(Math.max(estimate, sizeBytes + context.cpuRam + context.gpuVram), available);
}
