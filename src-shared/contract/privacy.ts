import { z } from 'zod';
import { UserName } from './auth.ts';
import { defineOperations } from './define-operations.ts';

const Person = z.object({ id: z.uuid(), name: z.string() });
const personId = z.object({ id: z.uuid() });
/** The person does not see it. */
const HoldReason = z.string().trim().min(10, 'Write the reason, in ten characters or more: other admins read it.').max(1_000);

/** Bytes of one piece of an archive at most, where it is fetched in pieces. */
export const EXPORT_PIECE_BYTES = 4 * 1024 * 1024;

export const Hold = z.object({
  id: z.uuid(),
  person: Person,
  reason: z.string(),
  placedBy: Person,
  placedAt: z.iso.datetime(),
  /** Null while it holds. */
  released: z.object({ by: Person, at: z.iso.datetime(), reason: z.string() }).nullable(),
});
export type Hold = z.infer<typeof Hold>;

/** How much of a person there is, by kind. Documents belong to the plant: erasing leaves them, under a pseudonym. */
export const Holdings = z.object({
  conversations: z.int(),
  messages: z.int(),
  notices: z.int(),
  memories: z.int(),
  sessions: z.int(),
  keys: z.int(),
  /** A second factor, a PIN, an account at the identity provider. */
  credentials: z.int(),
  documents: z.int(),
  /** Of the originals of those documents. */
  documentBytes: z.int(),
  /** Records of what they did; erasing leaves them, without a name. */
  auditRecords: z.int(),
});
export type Holdings = z.infer<typeof Holdings>;

export const privacy = defineOperations('privacy', {
  holdings: {
    summary: 'How much is kept of a person, whether a legal hold keeps it, and whether they were erased',
    http: ['GET', '/privacy/people/{id}'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.counted', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: personId,
    output: z.object({ person: Person, holdings: Holdings, hold: Hold.nullable(), erased: z.boolean() }),
    errors: ['USER_NOT_FOUND'],
  },
  export: {
    summary: "Put everything of a person into a ZIP archive: their rows as JSON, and the originals they uploaded. The person is told",
    http: ['POST', '/privacy/people/{id}/export'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.exported', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: personId,
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), done: z.int(), total: z.int() }),
      /** `withheld`: documents above the caller's own clearance, left out. */
      z.object({ type: z.literal('ready'), exportId: z.uuid(), filename: z.string(), sizeBytes: z.int(), withheld: z.int() }),
    ]),
    errors: ['USER_NOT_FOUND', 'DISK_FULL'],
  },
  download: {
    summary: 'The archive that the caller had made, for an hour; with `from`, a piece of it that begins at this byte',
    http: ['GET', '/privacy/exports/{id}'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.downloaded', keep: ['id', 'from'] },
    rate: 'none',
    changes: false,
    input: personId.extend({ from: z.coerce.number().int().min(0).optional() }),
    output: z.custom<Blob>((value) => value instanceof Blob),
    errors: ['EXPORT_NOT_FOUND'],
  },
  erase: {
    summary: 'Erase a person: what is theirs is removed, from the files of the database too, and what stays carries a pseudonym. Cannot be undone',
    http: ['POST', '/privacy/people/{id}/erase'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.erasing', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    /** `confirm` is the person's name. */
    input: personId.extend({ confirm: UserName }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), done: z.int(), total: z.int(), stage: z.enum(['removing', 'rewriting']) }),
      z.object({ type: z.literal('erased'), pseudonym: z.string(), removed: Holdings }),
    ]),
    errors: ['USER_NOT_FOUND', 'PERSON_HELD', 'NOT_CONFIRMED', 'ERASE_REFUSED', 'LAST_ADMIN'],
  },
  hold: {
    summary: 'Put a person under legal hold: nothing of theirs is erased, deleted or pruned until it is released',
    http: ['POST', '/privacy/people/{id}/hold'],
    status: 201,
    permission: 'privacy:manage',
    audit: { event: 'privacy.held', keep: ['id'], hashed: ['reason'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: personId.extend({ reason: HoldReason }),
    output: Hold,
    errors: ['USER_NOT_FOUND', 'PERSON_HELD', 'ERASE_REFUSED'],
  },
  release: {
    summary: 'Release a person from legal hold',
    http: ['POST', '/privacy/people/{id}/release'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.released', keep: ['id'], hashed: ['reason'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: personId.extend({ reason: HoldReason }),
    output: Hold,
    errors: ['HOLD_NOT_FOUND'],
  },
  holds: {
    summary: 'Legal holds, those that hold first, then the latest; at most 500',
    http: ['GET', '/privacy/holds'],
    permission: 'privacy:manage',
    audit: { event: 'privacy.holds_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ holds: z.array(Hold) }),
    errors: [],
  },
});
