import { GgmlType, type Llama } from 'node-llama-cpp';
import type { LiveModel } from '#core/ports/inference.ts';
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
    flashAttention: context.flashAttention === 'auto' ? 'auto' : context.flashAttention ? 'on' : 'off',
    cacheType: nameOf(context.kvCacheKeyType),
    threads: { reading: threads.now.reading, writing: threads.now.writing, rates: measured?.rates ?? [] },
  };
}

const sum = ({ ram, vram }: { ram: number; vram: number }): number => ram + vram;

const nameOf = (type: GgmlType): string => GgmlType[type] ?? String(type);
