import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** How fast a model was on this machine. */
export const Benchmark = z.object({
  ranAt: z.iso.datetime(),
  device: z.string(),
  promptTokens: z.int(),
  writtenTokens: z.int(),
  /** Tokens of the prompt read in a second. */
  prefillPerSecond: z.number(),
  /** Tokens written in a second, after the first. */
  decodePerSecond: z.number(),
  /** Milliseconds from the question to the first word, the model being loaded. */
  firstTokenMs: z.number(),
  /** How many computed; null where that is not known. */
  threads: z.object({ reading: z.int(), writing: z.int() }).nullable(),
});
export type Benchmark = z.infer<typeof Benchmark>;

const modelId = z.object({ id: z.uuid() });

/** The part of `models` that measures them. */
export const modelBenchmarks = defineOperations('models', {
  bench: {
    summary: 'Measure how fast a model reads and writes on this machine, and keep it',
    http: ['POST', '/models/{id}/bench'],
    permission: 'models:manage',
    audit: { event: 'model.benchmarked', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: modelId,
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), stage: z.enum(['loading', 'reading', 'writing']), progress: z.number() }),
      z.object({ type: z.literal('measured'), benchmark: Benchmark }),
    ]),
    errors: ['MODEL_NOT_FOUND', 'MODEL_INVALID', 'MODEL_UNAVAILABLE'],
  },
  benchmarks: {
    summary: 'What was measured of a model, newest first',
    http: ['GET', '/models/{id}/benchmarks'],
    permission: 'models:read',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: modelId,
    output: z.object({ benchmarks: z.array(Benchmark) }),
    errors: ['MODEL_NOT_FOUND'],
  },
});
