import type { ErrorCode } from '#shared/contract/errors.ts';
import type { DocumentPart, ReadRequest, ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from './reader-limits.ts';

/** From the pool to a worker: read one file. A worker has at most one job at a time. */
export interface ReadJob {
  request: ReadRequest;
  limits: ReaderLimits;
}

/** From the pool to a worker that sent parts: send what follows. */
export const CONTINUE = 'continue';

/** From a worker to the pool. A job ends with exactly one `result` or `failed`. */
export type WorkerMessage =
  | { type: 'progress'; fraction: number }
  /** A stretch of the result, which the pool answers with {@link CONTINUE}: taken in at once, a large one would stop the core for a second. */
  | { type: 'parts'; parts: DocumentPart[] }
  /** What came in `parts` belongs in front of the parts here. */
  | { type: 'result'; result: ReadResult }
  /** `broken`: the failure was not foreseen, so the worker's engine may be in any state and the worker has to go. */
  | { type: 'failed'; code: ErrorCode; message: string; detail: string | undefined; broken: boolean };
