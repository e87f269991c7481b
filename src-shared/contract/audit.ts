import { z } from 'zod';
import { AUDIT_EVENTS, AUDIT_OUTCOMES, type AuditEvent, type AuditOutcome } from './audit-events.ts';
import { defineOperations } from './define-operations.ts';

/** Proleptic years before 1 are no dates to PostgreSQL. */
const Moment = z.iso.datetime().refine((text) => !text.startsWith('0000'), 'There is no year 0.');

/** Any text: a log that somebody changed must still be listed, so that it can be seen. */
const Recorded = <T extends string>() => z.custom<T>((value) => typeof value === 'string');

export const AuditRecord = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  event: Recorded<AuditEvent>(),
  outcome: Recorded<AuditOutcome>(),
  operation: z.string(),
  correlationId: z.string(),
  /** Null where nobody was signed in. */
  userId: z.uuid().nullable(),
  userName: z.string().nullable(),
  sessionId: z.uuid().nullable(),
  resourceType: z.string().nullable(),
  resourceId: z.string().nullable(),
  model: z.string().nullable(),
  /** SHA-256 of the request, hexadecimal. */
  requestHash: z.string(),
  latencyMs: z.int().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

export const audit = defineOperations('audit', {
  list: {
    summary: "The plant's audit log, newest first; without the right to read all of it, the caller's own records",
    http: ['GET', '/audit'],
    permission: 'audit:read-own',
    audit: { event: 'audit.read', keep: ['event', 'userId'] },
    rate: 'read',
    changes: false,
    input: z.object({
      event: z.enum(AUDIT_EVENTS).optional(),
      outcome: z.enum(AUDIT_OUTCOMES).optional(),
      userId: z.uuid().optional(),
      correlationId: z.string().max(64).optional(),
      from: Moment.optional(),
      to: Moment.optional(),
      /** Records with a smaller sequence number, for paging back. */
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ records: z.array(AuditRecord), nextBefore: z.int().nullable() }),
    errors: [],
  },
  verify: {
    summary: 'Recompute the hash chain of the audit log',
    http: ['POST', '/audit/verify'],
    permission: 'audit:read-all',
    audit: { event: 'audit.verified', keep: [] },
    rate: 'write',
    changes: false,
    input: z.object({}),
    output: z.object({
      ok: z.boolean(),
      records: z.int(),
      firstBad: z.object({ seq: z.int(), why: z.string() }).nullable(),
    }),
    errors: [],
  },
});
