import { stat } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Inference, ModelInspection } from '#core/ports/inference.ts';
import { type SupervisedWorker, WorkerLost } from '#core/ports/workers.ts';
import type { InspectInput, InspectReport } from './inference-protocol.ts';

/** Time for any file, and on top of it time for reading it from a slow disk. */
const BASE_LIMIT_MS = 60_000;
const SLOW_BYTES_PER_MS = 20_000;
/** A chat template is filled in within milliseconds; one that never ends fills the memory meanwhile. */
const TEMPLATE_LIMIT_MS = 5_000;

/**
 * Inspects a file in a process of its own that ends afterwards, whatever happens in it. Throws `MODEL_INVALID` also when that
 * process crashed or had to be stopped, and `CANCELLED` when the signal fires.
 */
export async function inspectInTrial(worker: SupervisedWorker, input: InspectInput, signal: AbortSignal, onStage: Parameters<Inference['inspect']>[2]): Promise<ModelInspection> {
  const limitMs = BASE_LIMIT_MS + (await sizeOf(input.modelPath)) / SLOW_BYTES_PER_MS;
  let late: string | null = null;
  const stopAfter = (ms: number, sentence: string): NodeJS.Timeout =>
    setTimeout(() => {
      late ??= sentence;
      worker.stop();
    }, ms);
  const watchdogs = [stopAfter(limitMs, `Trying the file took longer than ${Math.round(limitMs / 1000)} seconds and was stopped: it is probably damaged.`)];
  const onTemplate = (): void => void watchdogs.push(stopAfter(TEMPLATE_LIMIT_MS, 'The chat template in the file does not come to an end, so the model cannot be used.'));
  const stop = (): void => worker.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await follow(worker, input, signal, { onStage, onTemplate });
  } catch (error) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    if (error instanceof WorkerLost) throw lost(late, error);
    throw asInvalid(error);
  } finally {
    for (const watchdog of watchdogs) clearTimeout(watchdog);
    signal.removeEventListener('abort', stop);
    worker.stop();
  }
}

async function follow(worker: SupervisedWorker, input: InspectInput, signal: AbortSignal, { onStage, onTemplate }: { onStage: Parameters<Inference['inspect']>[2]; onTemplate: () => void }): Promise<ModelInspection> {
  const call = worker.call('inspect', input, signal);
  for (;;) {
    const step = await call.next();
    if (step.done) return step.value as ModelInspection;
    const report = step.value as InspectReport;
    if (report.type === 'stage') onStage(report.stage, report.progress);
    if (report.type === 'template') onTemplate();
  }
}

function lost(late: string | null, cause: WorkerLost): MillwrightError {
  return new MillwrightError('MODEL_INVALID', late ?? 'llama.cpp crashed while trying the file: it is damaged or made for another version.', { cause });
}

/** Anything that goes wrong inside the trial is a fact about the file, not about Millwright. */
function asInvalid(error: unknown): MillwrightError {
  if (error instanceof MillwrightError && error.code !== 'INTERNAL') return error;
  return new MillwrightError('MODEL_INVALID', 'The file cannot be read as a model: it is damaged.', { cause: error, detail: error instanceof MillwrightError ? (error.detail ?? '') : String(error) });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then((info) => info.size, () => 0);
}
