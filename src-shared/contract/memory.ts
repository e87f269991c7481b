import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

/** `preference` and `fact`: what a person said of themselves and their work, kept for as long as they like; `concept`: what something means to them; `episode`: a task that an agent did for them. */
export const MEMORY_KINDS = ['preference', 'fact', 'concept', 'episode'] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];
/** Kinds that a person writes themselves. */
export const KEPT_KINDS = ['preference', 'fact', 'concept'] as const satisfies readonly MemoryKind[];

export const Memory = z.object({
  id: z.uuid(),
  kind: z.enum(MEMORY_KINDS),
  content: z.string(),
  /** 0..1: where there is no room, the least important goes first. */
  importance: z.number(),
  /** Nobody whose clearance is lower sees it, its owner included. */
  label: z.enum(LABELS),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});
export type Memory = z.infer<typeof Memory>;

/** How much is remembered of each person. */
export const MemoryLimits = z.object({
  /** Tasks; the oldest go first. */
  episodes: z.int().min(0).max(1_000).default(100),
  /** Preferences, facts and concepts together. */
  kept: z.int().min(0).max(2_000).default(200),
  /** Days that a task is remembered. */
  days: z.int().min(1).max(3_650).default(30),
});
export type MemoryLimits = z.infer<typeof MemoryLimits>;

const Content = z.string().trim().min(1, 'Write what is to be remembered.').max(1_000);
const Written = z.object({
  kind: z.enum(KEPT_KINDS),
  content: Content,
  importance: z.number().min(0).max(1).default(0.5),
  label: z.enum(LABELS).default('internal'),
  /** For ever unless given. */
  expiresAt: z.iso.datetime().nullable().default(null),
});
const one = z.object({ id: z.uuid() });

export const memory = defineOperations('memory', {
  list: {
    summary: 'What is remembered of the caller, latest first, and how much may be',
    http: ['GET', '/memory'],
    permission: 'conversations:use',
    audit: { event: 'memory.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ memories: z.array(Memory), limits: MemoryLimits }),
    errors: [],
  },
  keep: {
    summary: 'Have something remembered; nothing is, but what its owner writes and the tasks that agents did for them',
    http: ['POST', '/memory'],
    status: 201,
    permission: 'conversations:use',
    audit: { event: 'memory.kept', keep: ['kind', 'label'] },
    rate: 'write',
    changes: true,
    input: Written,
    output: Memory,
    errors: ['MEMORY_FULL'],
  },
  change: {
    summary: 'Change what is remembered',
    http: ['PATCH', '/memory/{id}'],
    permission: 'conversations:use',
    audit: { event: 'memory.changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: one.extend({ content: Content.optional(), importance: z.number().min(0).max(1).optional(), expiresAt: z.iso.datetime().nullable().optional() }),
    output: Memory,
    errors: ['MEMORY_NOT_FOUND', 'PERSON_HELD'],
  },
  forget: {
    summary: 'Forget one thing',
    http: ['DELETE', '/memory/{id}'],
    permission: 'conversations:use',
    audit: { event: 'memory.forgotten', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: one,
    output: z.object({ forgotten: z.literal(true) }),
    errors: ['MEMORY_NOT_FOUND', 'PERSON_HELD'],
  },
  forgetAll: {
    summary: 'Forget everything that is remembered of the caller',
    http: ['DELETE', '/memory'],
    permission: 'conversations:use',
    audit: { event: 'memory.forgotten', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: z.object({ forgotten: z.int() }),
    errors: ['PERSON_HELD'],
  },
  setLimits: {
    summary: 'Set how much is remembered of each person of the plant, and tasks for how long; what is over goes at the next thing that is kept',
    http: ['PUT', '/admin/memory/limits'],
    permission: 'agents:manage',
    audit: { event: 'memory.limits_changed', keep: ['episodes', 'kept', 'days'] },
    rate: 'write',
    changes: true,
    input: MemoryLimits,
    output: MemoryLimits,
    errors: [],
  },
});
