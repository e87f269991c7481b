import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { PERMISSIONS } from './permissions.ts';

export const ApiKeySummary = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The readable beginning of the key, `mwk_…`. */
  prefix: z.string(),
  user: z.object({ id: z.uuid(), name: z.string() }),
  scopes: z.array(z.enum(PERMISSIONS)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** To the minute; null while it was not used. */
  lastUsed: z.iso.datetime().nullable(),
  state: z.enum(['active', 'expired', 'revoked']),
});
export type ApiKeySummary = z.infer<typeof ApiKeySummary>;

export const apikeys = defineOperations('apikeys', {
  mine: {
    summary: "The caller's own API keys",
    http: ['GET', '/api-keys/mine'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ keys: z.array(ApiKeySummary) }),
    errors: [],
  },
  list: {
    summary: 'Every API key of this plant',
    http: ['GET', '/api-keys'],
    permission: 'users:manage',
    audit: { event: 'key.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ keys: z.array(ApiKeySummary) }),
    errors: [],
  },
  create: {
    summary: 'Make an API key for a program; the key itself is in this answer and never again',
    http: ['POST', '/api-keys'],
    status: 201,
    permission: 'system:read',
    audit: { event: 'key.created', keep: ['userId', 'scopes', 'expiresAt'], resource: 'userId' },
    rate: 'write',
    changes: true,
    input: z.object({
      name: z.string().trim().min(1).max(100),
      /** Whom the key acts as: the caller, or with the right to manage people anybody of the plant. */
      userId: z.uuid().optional(),
      /** What it may do, as far as its person may at the time of the call. */
      scopes: z.array(z.enum(PERMISSIONS)).min(1),
      expiresAt: z.iso.datetime().nullable().optional(),
    }),
    output: z.object({ key: z.string(), about: ApiKeySummary }),
    errors: ['USER_NOT_FOUND', 'KEY_REFUSED'],
  },
  revoke: {
    summary: 'Revoke an API key: an own one, or with the right to manage people any of the plant',
    http: ['POST', '/api-keys/{id}/revoke'],
    permission: 'system:read',
    audit: { event: 'key.revoked', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: ApiKeySummary,
    errors: ['KEY_NOT_FOUND'],
  },
});
