import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

export const SessionSummary = z.object({
  id: z.uuid(),
  user: z.object({ id: z.uuid(), name: z.string() }),
  /** What signed in said it is; null where it did not say. */
  agent: z.string().nullable(),
  /** Through which door and from where: `http:<address>`, `window:<number>`; null where it was opened before that was kept. */
  caller: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** To the minute. */
  lastSeen: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The session of this call. */
  current: z.boolean(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

export const sessions = defineOperations('sessions', {
  mine: {
    summary: "The caller's own sessions that have not ended",
    http: ['GET', '/sessions/mine'],
    permission: 'system:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ sessions: z.array(SessionSummary) }),
    errors: [],
  },
  list: {
    summary: "Everybody's sessions in this plant that have not ended",
    http: ['GET', '/sessions'],
    permission: 'users:manage',
    audit: { event: 'session.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ sessions: z.array(SessionSummary) }),
    errors: [],
  },
  revoke: {
    summary: 'End a session: an own one, or with the right to manage people anybody\'s of the plant',
    http: ['POST', '/sessions/{id}/revoke'],
    permission: 'system:read',
    audit: { event: 'session.revoked', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ revoked: z.int() }),
    errors: ['SESSION_NOT_FOUND'],
  },
  revokeAll: {
    summary: 'End every session of a person but the one of this call: own ones unless another person is named',
    http: ['POST', '/sessions/revoke-all'],
    permission: 'system:read',
    audit: { event: 'session.revoked', keep: ['userId'], resource: 'userId' },
    rate: 'write',
    changes: true,
    input: z.object({ userId: z.uuid().optional() }),
    output: z.object({ revoked: z.int() }),
    errors: ['USER_NOT_FOUND'],
  },
});
