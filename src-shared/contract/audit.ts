import { z } from 'zod';
import { AUDIT_EVENTS, AUDIT_OUTCOMES, type AuditEvent, type AuditOutcome } from './audit-events.ts';
import { defineOperations } from './define-operations.ts';
import { readReceiptCode } from './receipt-code.ts';

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
  /** As the person is called now; records hold the id alone. */
  userName: z.string().nullable(),
  sessionId: z.uuid().nullable(),
  resourceType: z.string().nullable(),
  resourceId: z.string().nullable(),
  model: z.string().nullable(),
  toolsUsed: z.array(z.string()),
  /** HMAC-SHA-256 of the request without passwords and codes, under a key of the installation, hexadecimal. */
  requestHash: z.string(),
  latencyMs: z.int().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  /** The hash of the record before it. */
  prevHash: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/** A checkpoint carried away from the log it is about: what an anchor file holds. */
export const Anchor = z.object({
  millwright: z.literal('anchor-1'),
  /** Public key of the log's first checkpoint, Ed25519, base64url. */
  root: z.string().max(128),
  /** The signed text: JSON with tenant, number, seq, hash, time and keys. */
  statement: z.string().max(4_096),
  signature: z.string().max(128),
});
export type Anchor = z.infer<typeof Anchor>;

/** The number of a checkpoint and a short hash of what it says: enough to compare a log with a piece of paper. */
export const ReceiptCode = z
  .string()
  .max(100)
  .refine((text) => readReceiptCode(text) !== 'no-code', 'This is no code of a receipt.')
  .refine((text) => readReceiptCode(text) !== 'mistyped', 'This code was mistyped: its last two characters do not fit the others. Compare it with the receipt; the log was not looked at.');

export const Receipt = z.object({
  /** Such as `12-7K3M-0QWF-XJ2T-9BDE-41HN-V6RA`. */
  code: z.string(),
  plant: z.string(),
  number: z.int(),
  /** The newest record it covers. */
  seq: z.int(),
  at: z.iso.datetime(),
  anchor: Anchor,
});
export type Receipt = z.infer<typeof Receipt>;

/** By how far the other station's clock stood ahead of this one's: its anchor is from after it came here. 0 where the clocks agree. */
const aheadSeconds = z.int().min(0);

/** Another log's anchor as this log holds it. */
export const HeldAnchor = z.object({
  /** Plant that the other log is of. */
  tenant: z.string(),
  number: z.int(),
  seq: z.int(),
  at: z.iso.datetime(),
  aheadSeconds,
  /** The record of this log that holds it. */
  heldBy: z.int(),
  heldSince: z.iso.datetime(),
  anchor: Anchor,
});
export type HeldAnchor = z.infer<typeof HeldAnchor>;

export const CheckpointSummary = z.object({ number: z.int(), seq: z.int(), at: z.iso.datetime(), hash: z.string(), key: z.string() });
export type CheckpointSummary = z.infer<typeof CheckpointSummary>;

export const Verdict = z.object({
  ok: z.boolean(),
  /** Records found to be whole. */
  records: z.int(),
  firstBad: z.object({ seq: z.int(), why: z.string() }).nullable(),
  /** The newest record that the plant's own rule of how long the log is kept has removed; absent where none was. */
  prunedTo: z.int().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

export const MIN_RETENTION_DAYS = 30;
export const MAX_RETENTION_DAYS = 36_500;

export const RetentionOutlook = z.object({
  /** Records older than this may be pruned; null keeps them for ever. */
  days: z.int().nullable(),
  /** Number of the oldest record there is; 0 where there is none. */
  first: z.int(),
  /** First record of somebody under legal hold: it and what follows stay. */
  heldFrom: z.int().nullable(),
  /** What pruning would remove now. */
  next: z.object({ from: z.int(), to: z.int(), checkpoint: z.int() }).nullable(),
  /** Newest first: the record that says so, and what went. */
  prunings: z.array(z.object({ seq: z.int(), at: z.iso.datetime(), from: z.int(), to: z.int() })),
});
export type RetentionOutlook = z.infer<typeof RetentionOutlook>;

export const EXPORT_FORMATS = ['jsonl', 'csv', 'cef'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

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
      /** A kind of thing such as `documents`, or the beginning of the id of one. */
      resource: z.string().max(128).optional(),
      from: Moment.optional(),
      to: Moment.optional(),
      /** Records with a smaller sequence number, for paging back. */
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ records: z.array(AuditRecord), nextBefore: z.int().nullable() }),
    errors: [],
  },
  people: {
    summary: 'Whose records the audit log can be filtered by',
    http: ['GET', '/audit/people'],
    permission: 'audit:read-all',
    audit: { event: 'audit.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ people: z.array(z.object({ id: z.uuid(), name: z.string() })) }),
    errors: [],
  },
  verify: {
    summary: 'Recompute the audit log: hash chain, signed checkpoints and, where one is given, an anchor or the code of a receipt kept elsewhere',
    http: ['POST', '/audit/verify'],
    permission: 'audit:read-all',
    audit: { event: 'audit.verified', keep: [] },
    rate: 'write',
    changes: false,
    input: z.object({ anchor: Anchor.optional(), receipt: ReceiptCode.optional() }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), done: z.int(), total: z.int() }),
      z.object({ type: z.literal('verdict'), verdict: Verdict }),
    ]),
    errors: ['ANCHOR_REFUSED'],
  },
  checkpoint: {
    summary: 'Sign where the audit log stands, to be kept elsewhere as an anchor',
    http: ['POST', '/audit/checkpoints'],
    permission: 'audit:read-all',
    audit: { event: 'audit.checkpointed', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: Anchor,
    errors: ['AUDIT_UNAVAILABLE'],
  },
  receipt: {
    summary: 'Sign where the audit log stands, with a short code that fits on paper: a receipt for a shift',
    http: ['POST', '/audit/receipts'],
    permission: 'audit:read-all',
    audit: { event: 'audit.receipted', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    output: Receipt,
    errors: ['AUDIT_UNAVAILABLE'],
  },
  checkpoints: {
    summary: 'The checkpoints of the audit log, newest first; at most 500',
    http: ['GET', '/audit/checkpoints'],
    permission: 'audit:read-all',
    audit: { event: 'audit.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ checkpoints: z.array(CheckpointSummary) }),
    errors: [],
  },
  acceptAnchor: {
    summary: "Take another station's anchor into this audit log",
    http: ['POST', '/audit/anchors'],
    permission: 'audit:read-all',
    audit: { event: 'audit.anchored', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ anchor: Anchor }),
    output: CheckpointSummary.extend({ tenant: z.uuid(), aheadSeconds }),
    errors: ['ANCHOR_REFUSED'],
  },
  anchors: {
    summary: "Other logs' anchors that this audit log holds, newest first; at most 500",
    http: ['GET', '/audit/anchors'],
    permission: 'audit:read-all',
    audit: { event: 'audit.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ anchors: z.array(HeldAnchor) }),
    errors: [],
  },
  retention: {
    summary: 'How long the audit log is kept, what pruning would remove now, and what it removed',
    http: ['GET', '/audit/retention'],
    permission: 'audit:read-all',
    audit: { event: 'audit.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: RetentionOutlook,
    errors: [],
  },
  setRetention: {
    summary: 'Set for how many days the audit log is kept; null for ever',
    http: ['PUT', '/audit/retention'],
    permission: 'policy:manage',
    audit: { event: 'audit.retention_changed', keep: ['days'] },
    rate: 'write',
    changes: true,
    input: z.object({ days: z.int().min(MIN_RETENTION_DAYS).max(MAX_RETENTION_DAYS).nullable() }),
    output: RetentionOutlook,
    errors: [],
  },
  prune: {
    summary: 'Remove what is older than the audit log is kept: whole spans up to a signed checkpoint, each recorded',
    http: ['POST', '/audit/prune'],
    permission: 'policy:manage',
    audit: { event: 'audit.pruned', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    yields: z.object({ removed: z.int(), total: z.int() }),
    errors: ['RETENTION_OFF', 'AUDIT_UNAVAILABLE'],
  },
  export: {
    summary: 'The whole audit log as text, with an anchor of its end',
    http: ['POST', '/audit/export'],
    permission: 'audit:read-all',
    audit: { event: 'audit.exported', keep: ['format'] },
    rate: 'write',
    changes: false,
    input: z.object({ format: z.enum(EXPORT_FORMATS) }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string(), done: z.int(), total: z.int() }),
      z.object({ type: z.literal('end'), records: z.int(), anchor: Anchor.nullable() }),
    ]),
    errors: ['AUDIT_UNAVAILABLE'],
  },
});
