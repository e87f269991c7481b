import type { ErrorCode } from '#shared/contract/errors.ts';

/** Events a worker may send before it waits for the consumer to take some. */
export const EVENT_CREDIT = 8;
/** Taken events after which the consumer grants as many new ones. */
export const CREDIT_STEP = 4;

export type ToWorker =
  | { kind: 'call'; id: number; method: string; input: unknown }
  | { kind: 'abort'; id: number }
  | { kind: 'credit'; id: number; events: number };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; text: string }
  | { kind: 'event'; id: number; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failed'; id: number; error: WorkerError };

export interface WorkerError {
  code: ErrorCode;
  message: string;
  detail: string | undefined;
}
