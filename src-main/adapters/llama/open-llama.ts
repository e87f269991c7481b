import { setTimeout as pause } from 'node:timers/promises';
import { type Llama, LlamaLogLevel, getLlama } from 'node-llama-cpp';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { MachineUse } from './inference-protocol.ts';

/** llama.cpp as this machine can run it. */
export interface OpenedLlama {
  llama: Llama;
  /** "CPU", or the GPU's name as its driver reports it. */
  device: string;
  /** The last error lines llama.cpp wrote: its exceptions say no more than "failed to load". */
  lastErrors(): Promise<string>;
}

/** Tells the core what is worth reading by whoever looks after the machine. */
export type WorkerLog = (level: 'info' | 'warn' | 'error', text: string) => void;

const KEPT_LINES = 12;
/** Log lines cross from native threads and arrive a little after the failure they explain. */
const LOG_DELAY_MS = 50;

/** Opens llama.cpp with the prebuilt binaries only: nothing is ever compiled or downloaded. Throws `MODEL_UNAVAILABLE`. */
export async function openLlama(use: MachineUse, log: WorkerLog): Promise<OpenedLlama> {
  const lines: string[] = [];
  const logger = (level: LlamaLogLevel, message: string): void => {
    if (level !== LlamaLogLevel.error && level !== LlamaLogLevel.fatal && level !== LlamaLogLevel.warn) return;
    lines.push(message.trim());
    if (message.trim() !== '') log(level === LlamaLogLevel.warn ? 'warn' : 'error', message.trim());
    if (lines.length > KEPT_LINES) lines.shift();
  };
  // One thread until it is measured how many pay: the default ignores how many cores are free.
  const options = { gpu: use.gpu, build: 'never', skipDownload: true, progressLogs: false, maxThreads: use.threads ?? 1, logLevel: LlamaLogLevel.warn, logger } as const;
  const llama = await getLlama(options).catch((cause: unknown) => {
    throw new MillwrightError('MODEL_UNAVAILABLE', 'llama.cpp does not run on this machine, so no language model can be used.', { cause, detail: `${String(cause)}\n${lines.join('\n')}` });
  });
  return { llama, device: await nameDevice(llama), lastErrors: () => pause(LOG_DELAY_MS).then(() => lines.join('\n')) };
}

/** `llama.gpu` can name a back-end that found no usable device, so only the devices count. */
async function nameDevice(llama: Llama): Promise<string> {
  if (!llama.supportsGpuOffloading) return 'CPU';
  const names = await llama.getGpuDeviceNames();
  return names.length === 0 ? 'CPU' : names.join(', ');
}
