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

/** What each limit may be, and is where the plant has not set it. */
export const MEMORY_BOUNDS = { episodes: { least: 0, most: 1_000, usual: 100 }, kept: { least: 0, most: 2_000, usual: 200 }, days: { least: 1, most: 3_650, usual: 30 } } as const;

const limit = ({ least, most, usual }: (typeof MEMORY_BOUNDS)[keyof typeof MEMORY_BOUNDS]) => z.int().min(least).max(most).default(usual);

/** How much is remembered of each person. */
export const MemoryLimits = z.object({
  /** Tasks; the oldest go first. */
  episodes: limit(MEMORY_BOUNDS.episodes),
  /** Preferences, facts and concepts together. */
  kept: limit(MEMORY_BOUNDS.kept),
  /** Days that a task is remembered. */
  days: limit(MEMORY_BOUNDS.days),
});
export type MemoryLimits = z.infer<typeof MemoryLimits>;

/** How much is remembered now, as counts alone, and what some limits make of it. */
export const MemoryOutlook = z.object({
  /** As they are set. */
  limits: MemoryLimits,
  /** People of whom anything is remembered. */
  people: z.int(),
  /** The most tasks, and the most of what people wrote themselves, of any one of them. */
  most: z.object({ episodes: z.int(), kept: z.int() }),
  /** Tasks that go when the next thing is remembered of their person; none of people under legal hold. */
  goes: z.int(),
  /** People who can have nothing more remembered before they forget something. */
  full: z.int(),
});
export type MemoryOutlook = z.infer<typeof MemoryOutlook>;

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
  limits: {
    summary: 'How much is remembered of each person of the plant at most, how much is now, and what other limits (`episodes`, `kept`) would make of that',
    http: ['GET', '/admin/memory/limits'],
    permission: 'agents:manage',
    audit: { event: 'memory.limits_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({
      episodes: z.coerce.number().int().min(MEMORY_BOUNDS.episodes.least).max(MEMORY_BOUNDS.episodes.most).optional(),
      kept: z.coerce.number().int().min(MEMORY_BOUNDS.kept.least).max(MEMORY_BOUNDS.kept.most).optional(),
    }),
    output: MemoryOutlook,
    errors: [],
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
