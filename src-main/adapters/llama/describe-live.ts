import { GgmlType, type Llama, type LlamaContext } from 'node-llama-cpp';
import type { LiveModel } from '#core/ports/inference.ts';
import type { Manner } from '#core/ports/manner.ts';
import type { LoadedModel } from './loaded-model.ts';

/** The back-end that computes: a GPU's only where a device of it works, since llama.cpp names one without. */
export function backendOf(llama: Llama): 'cpu' | 'cuda' | 'vulkan' | 'metal' {
  return llama.supportsGpuOffloading && llama.gpu !== false ? llama.gpu : 'cpu';
}

/** What a loaded model does now, and how it was set up. */
export function describeLive(modelPath: string, { model, context, seats, threads, measured, written, read }: LoadedModel): LiveModel {
  return {
    modelPath,
    contextTokens: context.contextSize,
    seats: seats.all.length,
    busy: seats.busy(),
    writtenPerSecond: written.perSecond(),
    readPerSecond: read.perSecond(),
    memoryBytes: sum(model.memoryUsage) + sum(context.memoryUsage),
    gpuLayers: model.gpuLayers,
    flashAttention: describeContext(context).flashAttention,
    cacheType: nameOf(context.kvCacheKeyType),
    threads: { reading: threads.now.reading, writing: threads.now.writing, rates: measured?.rates ?? [] },
  };
}

/** What of a context's settings the sums in it depend on. */
export function describeContext({ flashAttention, kvCacheKeyType, kvCacheValueType }: LlamaContext): Pick<Manner, 'flashAttention' | 'cacheTypes'> {
  return { flashAttention: flashAttention === 'auto' ? 'auto' : flashAttention ? 'on' : 'off', cacheTypes: `${nameOf(kvCacheKeyType)}/${nameOf(kvCacheValueType)}` };
}

const sum = ({ ram, vram }: { ram: number; vram: number }): number => ram + vram;

const nameOf = (type: GgmlType): string => GgmlType[type] ?? String(type);
