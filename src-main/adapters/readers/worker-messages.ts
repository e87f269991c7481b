import type { ErrorCode } from '#shared/contract/errors.ts';
import type { PageImage, PageImageRequest, ReadRequest, ReadSummary, TableRequest, TableRows } from '#core/ports/document-reader.ts';
import type { PackedParts } from './packed-parts.ts';
import type { ReaderLimits } from './reader-limits.ts';

export type ReaderTask = { type: 'read'; request: ReadRequest } | { type: 'image'; request: PageImageRequest } | { type: 'table'; request: TableRequest };

/** What a task ends with. */
export type TaskResult = ReadSummary | PageImage | TableRows;

/** From the pool to a worker: one file to read or page to draw. A worker has at most one job at a time. */
export interface ReaderJob {
  task: ReaderTask;
  limits: ReaderLimits;
}

/** From the pool to a worker that sent parts: send what follows. */
export const CONTINUE = 'continue';

/** From a worker to the pool. A job ends with exactly one `result` or `failed`. */
export type WorkerMessage =
  | { type: 'progress'; fraction: number }
  /** The next parts, which the pool answers with {@link CONTINUE}: taken in at once, a large one would stop the core for a second. */
  | { type: 'parts'; parts: PackedParts; title: string | null }
  | { type: 'result'; result: TaskResult }
  /** `broken`: the failure was not foreseen, so the worker's engine may be in any state and the worker has to go. */
  | { type: 'failed'; code: ErrorCode; message: string; detail: string | undefined; broken: boolean };
