import { availableMemory } from 'node:process';
import type { Inference } from '#core/ports/inference.ts';
import type { Workers } from '#core/ports/workers.ts';
import type { GpuMemoryInput, MachineUse } from './inference-protocol.ts';
import { openLlama } from './open-llama.ts';

export interface GpuMemory {
  vramBytes: number;
  device: string;
}

const NO_GPU: GpuMemory = { vramBytes: 0, device: 'CPU' };
const PROBE_MS = 60_000;

/** The memory of all GPUs that llama.cpp can use, and their names. Runs in the worker. */
export async function readGpuMemory(use: MachineUse): Promise<GpuMemory> {
  const { llama, device } = await openLlama(use, () => undefined);
  if (device === 'CPU') return NO_GPU;
  const { total } = await llama.getVramState();
  return { vramBytes: total, device };
}

/** Asks for GPUs once, in a process of its own: a driver can take that process down. Where none answers, there is no GPU to count on. */
export function createMemoryProbe(workers: Workers, use: MachineUse): Inference['memory'] {
  let asked: Promise<GpuMemory> | undefined;
  return async (signal) => {
    asked ??= probe(workers, use);
    const { vramBytes, device } = await asked;
    signal.throwIfAborted();
    return { ramBytes: availableMemory(), vramBytes, device };
  };
}

async function probe(workers: Workers, use: MachineUse): Promise<GpuMemory> {
  if (use.gpu === false) return NO_GPU;
  const worker = workers.supervise('inference-worker');
  const late = setTimeout(() => worker.stop(), PROBE_MS);
  try {
    const call = worker.call('gpuMemory', { use } satisfies GpuMemoryInput, new AbortController().signal);
    for (;;) {
      const step = await call.next();
      if (step.done) return step.value as GpuMemory;
    }
  } catch {
    return NO_GPU;
  } finally {
    clearTimeout(late);
    worker.stop();
  }
}
