import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { QueueState } from './queue.ts';

/** The model that ranks results anew; where one should and cannot, the reason. Both null where none is installed. */
export const Reranked = z.object({ model: z.string().nullable(), reason: z.string().nullable() });
export type Reranked = z.infer<typeof Reranked>;

export const Check = z.object({
  name: z.enum(['database', 'audit', 'index', 'embedding', 'inference', 'disk', 'clock', 'ingestion']),
  state: z.enum(['ok', 'degraded', 'failed', 'off']),
  sentence: z.string(),
});
export type Check = z.infer<typeof Check>;

/** The mode line (`heavy`: the model that thinks harder, where it is another): what answers, searches and leaves the machine right now. */
export const Mode = z.object({
  answers: z.object({ mode: z.enum(['generated', 'passages']), model: z.string().nullable(), device: z.string().nullable(), heavy: z.string().nullable(), reason: z.string().nullable() }),
  search: z.object({ mode: z.enum(['hybrid', 'keyword']), model: z.string().nullable(), reason: z.string().nullable(), rerank: Reranked }),
  network: z.object({
    mode: z.enum(['none', 'loopback', 'listening']),
    address: z.string().nullable(),
    /** Hosts that questions are sent to now, because a model there is chosen; those that the owner of this machine allows at all. */
    sentTo: z.array(z.string()),
    allowed: z.array(z.string()),
  }),
  documents: z.object({ ready: z.int(), working: z.int(), failed: z.int() }),
});
export type Mode = z.infer<typeof Mode>;

export const system = defineOperations('system', {
  health: {
    summary: 'Is the process alive',
    http: ['GET', '/health'],
    permission: 'anonymous',
    audit: null,
    rate: 'none',
    changes: false,
    input: z.object({}),
    output: z.object({ status: z.literal('ok'), version: z.string(), uptimeSeconds: z.number() }),
    errors: [],
  },
  ready: {
    summary: 'Can the process do its work: database open, audit writable',
    http: ['GET', '/ready'],
    permission: 'anonymous',
    audit: null,
    rate: 'none',
    changes: false,
    input: z.object({}),
    output: z.object({ ready: z.boolean() }),
    errors: [],
  },
  mode: {
    summary: 'What answers, searches and leaves the machine right now',
    http: ['GET', '/system/mode'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: Mode,
    errors: [],
  },
  watch: {
    summary: 'What goes on that is shown on every screen, as far as the caller may see it: the reading of documents, and how many calls wait for the caller to decide; now and whenever it changes',
    http: ['GET', '/system/watch'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('queue'), queue: QueueState }),
      /** Told also when nothing but what became of a call that the caller sees has changed. */
      z.object({ type: z.literal('approvals'), waiting: z.int() }),
    ]),
    errors: [],
  },
  report: {
    summary: 'Health of every part, for the admin',
    http: ['GET', '/system/report'],
    permission: 'users:manage',
    audit: { event: 'system.health_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({
      version: z.string(),
      uptimeSeconds: z.number(),
      checks: z.array(Check),
      memory: z.object({ coreBytes: z.number(), freeBytes: z.number(), totalBytes: z.number() }),
      disk: z.object({ freeBytes: z.number(), dataBytes: z.number() }),
    }),
    errors: [],
  },
});
