import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

const Person = z.object({ id: z.uuid(), name: z.string() });

/** Why somebody does what the person concerned will hear of. */
export const WrittenReason = z.string().trim().min(10, 'Write the reason, in ten characters or more: the person concerned reads it.').max(1_000);

export const Opening = z.object({
  id: z.uuid(),
  /** Null where all data of the person was exported. */
  conversationId: z.uuid().nullable(),
  owner: Person,
  openedBy: Person,
  /** As it was written; empty for an export, and once the owner was erased. */
  reason: z.string(),
  openedAt: z.iso.datetime(),
  /** When the owner said that they know. */
  seenAt: z.iso.datetime().nullable(),
});
export type Opening = z.infer<typeof Opening>;

/** A conversation without what is in it: enough to choose one by when it took place. */
export const ConversationOutline = z.object({ id: z.uuid(), messages: z.int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() });
export type ConversationOutline = z.infer<typeof ConversationOutline>;

export const openings = defineOperations('openings', {
  list: {
    summary: 'Who opened whose conversation, when and why, latest first; at most 500',
    http: ['GET', '/openings'],
    permission: 'conversations:break-glass',
    audit: { event: 'conversation.openings_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ openings: z.array(Opening) }),
    errors: [],
  },
  candidates: {
    summary: "A person's conversations by date and length, without titles, latest first; at most 500",
    http: ['GET', '/openings/people/{userId}'],
    permission: 'conversations:break-glass',
    audit: { event: 'conversation.searched', keep: ['userId'], resource: 'userId' },
    rate: 'read',
    changes: false,
    input: z.object({ userId: z.uuid() }),
    output: z.object({ conversations: z.array(ConversationOutline) }),
    errors: ['USER_NOT_FOUND'],
  },
  mine: {
    summary: "Who opened the caller's own conversations, when and why, latest first; at most 500",
    http: ['GET', '/openings/mine'],
    permission: 'system:read',
    audit: { event: 'conversation.openings_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({ unseen: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(false) }),
    output: z.object({ openings: z.array(Opening) }),
    errors: [],
  },
  seen: {
    summary: 'Say that one knows of an opening',
    http: ['POST', '/openings/{id}/seen'],
    permission: 'system:read',
    audit: { event: 'conversation.opening_seen', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: Opening,
    errors: ['OPENING_NOT_FOUND'],
  },
});
