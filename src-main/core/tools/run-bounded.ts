import { ToolFault } from './tool-kind.ts';

/** Runs something that is given up when its time is over or the caller leaves, whether or not it notices. Throws `ToolFault` when the time is over, and the signal's reason when the caller leaves. */
export async function runBounded<T>(seconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new ToolFault(`The tool gave no result within ${seconds} seconds.`, { outage: true })), seconds * 1_000);
  const either = AbortSignal.any([signal, over.signal]);
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(either.reason as unknown);
    either.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work(either), left]);
  } finally {
    clearTimeout(timer);
    either.removeEventListener('abort', leave);
  }
}
