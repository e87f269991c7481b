import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS, PERMISSIONS, type Role, ROLES } from './permissions.ts';

const Label = z.enum(LABELS);

/** Which documents people of a role may read: up to `standard` unless a person has a clearance of their own, which counts up to `most`. */
export const RoleClearance = z
  .object({ standard: Label, most: Label })
  .refine(({ standard, most }) => LABELS.indexOf(standard) <= LABELS.indexOf(most), 'The standard of a role cannot go beyond the most it may have.');
export type RoleClearance = z.infer<typeof RoleClearance>;

/** Bounds of what a plant may set: enough for a person's work, never so much that one person occupies the machine. */
export const RATE_BOUNDS = { perMinute: 600, perHour: 10_000 } as const;

/** How often a person may ask. A limit of zero would be a role without the permission, so there is none. */
export const AskRate = z
  .object({ perMinute: z.int().min(1).max(RATE_BOUNDS.perMinute), perHour: z.int().min(1).max(RATE_BOUNDS.perHour) })
  .refine(({ perMinute, perHour }) => perMinute <= perHour, 'An hour cannot allow less than a minute of it.');
export type AskRate = z.infer<typeof AskRate>;

/** What decides beside the role, on the thing that is acted on: `core/policy/resource-rules.ts`. */
export const RESOURCE_RULES = ['active-tenant', 'active-user', 'same-tenant', 'own-or-permitted', 'cleared-for-label'] as const;

/** Kinds of things that rules are about. `shared` is what a plant keeps for all its people: collections, words, folders, settings. */
export const RESOURCES = ['document', 'conversation', 'notice', 'session', 'key', 'record', 'shared'] as const;

/** Which rules decide about a kind of thing, which permission reaches those of others, and which opens one at a time with a reason; null for none. */
export const ResourceRow = z.object({ resource: z.enum(RESOURCES), rules: z.array(z.enum(RESOURCE_RULES)), others: z.enum(PERMISSIONS).nullable(), opens: z.enum(PERMISSIONS).nullable() });
export type ResourceRow = z.infer<typeof ResourceRow>;

/** Roles that read documents and ask; an auditor does neither, so nothing is set for one. */
export const READING_ROLES = ['admin', 'user', 'viewer'] as const satisfies readonly Role[];
export type ReadingRole = (typeof READING_ROLES)[number];

const byRole = <T extends z.ZodType>(value: T) => z.object({ admin: value, user: value, viewer: value });

export const PersonClearance = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  /** Their own; null where the role's standard counts. */
  own: Label.nullable(),
  /** What counts. */
  clearance: Label,
});
export type PersonClearance = z.infer<typeof PersonClearance>;

export const Policy = z.object({
  clearance: byRole(RoleClearance),
  rates: byRole(AskRate),
  people: z.array(PersonClearance),
});
export type Policy = z.infer<typeof Policy>;

export const policy = defineOperations('policy', {
  get: {
    summary: 'Which labels each role and person may read, and how often a role may ask',
    http: ['GET', '/policy'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: Policy,
    errors: [],
  },
  setClearance: {
    summary: 'Set which labels a role may read; it counts from the next request of everybody who has it',
    http: ['PUT', '/policy/clearance/{role}'],
    permission: 'policy:manage',
    audit: { event: 'policy.clearance_changed', keep: ['role', 'standard', 'most'], resource: 'role' },
    rate: 'write',
    changes: true,
    input: z.object({ role: z.enum(READING_ROLES), standard: Label, most: Label }),
    output: Policy,
    errors: [],
  },
  setPersonClearance: {
    summary: "Give a person a clearance of their own, within what their role may have at most; null for the role's standard",
    http: ['PUT', '/policy/people/{id}/clearance'],
    permission: 'policy:manage',
    audit: { event: 'policy.clearance_changed', keep: ['id', 'clearance'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid(), clearance: Label.nullable() }),
    output: Policy,
    errors: ['USER_NOT_FOUND', 'CLEARANCE_TOO_HIGH'],
  },
  setRate: {
    summary: 'Set how often people of a role may ask; null for the standard',
    http: ['PUT', '/policy/rates/{role}'],
    permission: 'policy:manage',
    audit: { event: 'policy.rates_changed', keep: ['role', 'rate'], resource: 'role' },
    rate: 'write',
    changes: true,
    input: z.object({ role: z.enum(READING_ROLES), rate: AskRate.nullable() }),
    output: Policy,
    errors: [],
  },
});
