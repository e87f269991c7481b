import { z } from 'zod';
import { ThreadRate } from '#shared/thread-records.ts';

/** How often something was found that had been kept, since the start, and how much is kept. */
export const CacheUse = z.object({ hits: z.int(), misses: z.int(), entries: z.int(), bytes: z.number() });
export type CacheUse = z.infer<typeof CacheUse>;

/** What the models of this machine do now. */
export const LiveModels = z.object({
  state: z.enum(['idle', 'starting', 'ready', 'restarting']),
  restarts: z.int(),
  device: z.string().nullable(),
  backend: z.enum(['cpu', 'cuda', 'vulkan', 'metal']).nullable(),
  /** Bytes: what the process of the models holds, and what of this machine's memory is free. */
  memory: z.object({ workerBytes: z.number().nullable(), freeBytes: z.number(), totalBytes: z.number() }),
  /** The models in memory. */
  models: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      contextTokens: z.int(),
      seats: z.int(),
      busy: z.int(),
      waiting: z.int(),
      writtenPerSecond: z.number(),
      readPerSecond: z.number(),
      memoryBytes: z.number(),
      gpuLayers: z.int(),
      flashAttention: z.enum(['auto', 'on', 'off']),
      cacheType: z.string(),
      threads: z.object({
        reading: z.int(),
        writing: z.int(),
        /** What was measured, in tokens a second; empty where the number was given. */
        rates: z.array(ThreadRate),
      }),
    }),
  ),
  /** Of this plant. */
  answersKept: CacheUse,
  vectorsKept: CacheUse,
  /** What the process of the models said lately, oldest first. */
  log: z.array(z.object({ at: z.iso.datetime(), level: z.enum(['info', 'warn', 'error']), text: z.string() })),
});
export type LiveModels = z.infer<typeof LiveModels>;
