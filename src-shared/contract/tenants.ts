import { z } from 'zod';
import { Password, PlantName, UserName } from './auth.ts';
import { defineOperations } from './define-operations.ts';
import { AskRate, READING_ROLES } from './policy.ts';

const limit = z.int().min(0).max(1e15).nullable();

/** What a plant may use; null is without limit. */
export const Quotas = z.object({
  documents: limit,
  bytes: limit,
  /** Of the documents that one person added, those of folders they had followed too. */
  documentsEach: limit,
  bytesEach: limit,
  /** Tokens of prompts and answers in a day of UTC. */
  tokensPerDay: limit,
  /** Answers being written at the same time. */
  generations: limit,
});
export type Quotas = z.infer<typeof Quotas>;

export const Usage = z.object({ documents: z.int(), bytes: z.int(), tokensToday: z.int(), generations: z.int() });
export type Usage = z.infer<typeof Usage>;

/** Ceilings on how often people of a role may ask. */
export const AskRates = z.partialRecord(z.enum(READING_ROLES), AskRate);
export type AskRates = z.infer<typeof AskRates>;

export const TenantSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  active: z.boolean(),
  /** Why and since when it is suspended; null while it works. */
  suspended: z.object({ reason: z.string(), since: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
  quotas: Quotas,
  usage: Usage,
  /** How often people of a role may ask at most, whatever the plant sets; a role that is missing is not held back. */
  askRates: AskRates,
});
export type TenantSummary = z.infer<typeof TenantSummary>;

/** How much there is of what in a plant, and how much of its quotas is used. */
export const TenantMetrics = z.object({
  tenant: z.uuid(),
  /** How many of each state. */
  documents: z.object({ total: z.int(), ready: z.int(), failed: z.int() }),
  passages: z.int(),
  people: z.object({ total: z.int(), active: z.int() }),
  conversations: z.int(),
  /** Answers of the last 24 hours. */
  answersOfDay: z.int(),
  plansRunning: z.int(),
  approvalsWaiting: z.int(),
  usage: Usage,
  quotas: Quotas,
});
export type TenantMetrics = z.infer<typeof TenantMetrics>;

const tenantId = z.object({ id: z.uuid() });

export const tenants = defineOperations('tenants', {
  list: {
    summary: 'The plants of this installation, with what they may use and do use',
    http: ['GET', '/tenants'],
    permission: 'platform:operate',
    audit: { event: 'tenant.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ tenants: z.array(TenantSummary) }),
    errors: [],
  },
  metrics: {
    summary: "How much there is of what in the caller's plant, and how much of its quotas is used; any other plant is not there",
    http: ['GET', '/tenants/{id}/metrics'],
    permission: 'policy:manage',
    audit: { event: 'tenant.measured', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: tenantId,
    output: TenantMetrics,
    errors: ['TENANT_NOT_FOUND'],
  },
  add: {
    summary: 'Create a plant with its first admin; its creator gets no right in it',
    http: ['POST', '/tenants'],
    status: 201,
    permission: 'platform:operate',
    audit: { event: 'tenant.created', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ name: PlantName, admin: UserName, password: Password }),
    output: TenantSummary,
    errors: ['TENANT_EXISTS', 'PASSWORD_GUESSABLE'],
  },
  suspend: {
    summary: 'Suspend a plant, with a reason: its people are refused and their streams end, its background work pauses',
    http: ['POST', '/tenants/{id}/suspend'],
    permission: 'platform:operate',
    audit: { event: 'tenant.suspended', keep: ['id'], hashed: ['reason'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: tenantId.extend({ reason: z.string().trim().min(1, 'Say why the plant is suspended.').max(500) }),
    output: TenantSummary,
    errors: ['TENANT_NOT_FOUND', 'TENANT_IN_USE'],
  },
  resume: {
    summary: 'Let a suspended plant work again',
    http: ['POST', '/tenants/{id}/resume'],
    permission: 'platform:operate',
    audit: { event: 'tenant.resumed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: tenantId,
    output: TenantSummary,
    errors: ['TENANT_NOT_FOUND'],
  },
  setQuotas: {
    summary: 'Set what a plant may use',
    http: ['PUT', '/tenants/{id}/quotas'],
    permission: 'platform:operate',
    audit: { event: 'tenant.quotas_changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: tenantId.extend(Quotas.partial().shape),
    output: TenantSummary,
    errors: ['TENANT_NOT_FOUND'],
  },
  setAskRate: {
    summary: 'Set how often people of a role of a plant may ask at most; null for no ceiling',
    http: ['PUT', '/tenants/{id}/ask-rates/{role}'],
    permission: 'platform:operate',
    audit: { event: 'tenant.quotas_changed', keep: ['id', 'role', 'rate'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: tenantId.extend({ role: z.enum(READING_ROLES), rate: AskRate.nullable() }),
    output: TenantSummary,
    errors: ['TENANT_NOT_FOUND'],
  },
});
