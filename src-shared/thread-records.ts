import { z } from 'zod';

const count = z.int().min(1).max(4096);

/** What so many threads did, in tokens a second. */
export const ThreadRate = z.object({ threads: count, readPerSecond: z.number(), writePerSecond: z.number() });
export type ThreadRate = z.infer<typeof ThreadRate>;

/** What was measured of a model on a machine: how many threads read prompts best, and how many write. */
export const MeasuredThreads = z.object({
  reading: count,
  writing: count,
  rates: z.array(ThreadRate).max(64),
  /** False where other work ran beside it: then the next load measures again. */
  quiet: z.boolean(),
});
export type MeasuredThreads = z.infer<typeof MeasuredThreads>;

/** By model and machine. */
export const ThreadRecords = z.record(z.string(), MeasuredThreads);
export type ThreadRecords = z.infer<typeof ThreadRecords>;
