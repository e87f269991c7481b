import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { Citation, Passage } from './passages.ts';

/** `generated` by a language model from passages, or `passages`: the best ones quoted as they stand. */
export const ANSWER_MODES = ['generated', 'passages'] as const;

export const Usage = z.object({
  promptTokens: z.int(),
  completionTokens: z.int(),
  /** Milliseconds until the first token; null when no model ran. */
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
  tokensPerSecond: z.number().nullable(),
});
export type Usage = z.infer<typeof Usage>;

/** A sentence of an answer, by offsets into it, that its sources do not support, and why. */
export const UnsupportedSentence = z.object({
  start: z.int(),
  end: z.int(),
  reason: z.enum(['no-citation', 'number-not-in-source', 'not-in-source']),
});
export type UnsupportedSentence = z.infer<typeof UnsupportedSentence>;

export const ConversationSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ConversationSummary = z.infer<typeof ConversationSummary>;

export const Message = z.object({
  id: z.uuid(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  createdAt: z.iso.datetime(),
  /** The rest is empty on questions. */
  mode: z.enum(ANSWER_MODES).nullable(),
  model: z.string().nullable(),
  citations: z.array(Citation),
  unsupported: z.array(UnsupportedSentence),
  usage: Usage.nullable(),
  /** Why the answer is not complete, in a sentence: stopped by the reader, or the model failed. */
  interrupted: z.string().nullable(),
});
export type Message = z.infer<typeof Message>;

/** What happens on the way to an answer, in order. `token` carries the text that is new since the last one. */
export const ChatEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('question'), message: Message }),
  z.object({ type: z.literal('searching'), documents: z.int() }),
  z.object({ type: z.literal('passages'), passages: z.array(Passage) }),
  z.object({ type: z.literal('loading'), model: z.string(), progress: z.number() }),
  z.object({ type: z.literal('reading'), done: z.int(), total: z.int() }),
  z.object({ type: z.literal('token'), text: z.string() }),
  z.object({ type: z.literal('answer'), message: Message }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

const Question = z.string().trim().min(1, 'Type a question.').max(8_000);
const conversationId = z.object({ id: z.uuid() });

export const conversations = defineOperations('conversations', {
  create: {
    summary: 'Start a conversation',
    http: ['POST', '/conversations'],
    status: 201,
    permission: 'conversations:use',
    audit: { event: 'conversation.created', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ title: z.string().trim().min(1).max(512).optional() }),
    output: ConversationSummary,
    errors: [],
  },
  list: {
    summary: "The caller's conversations, latest first; with `query`, only those whose title or messages contain it",
    http: ['GET', '/conversations'],
    permission: 'conversations:use',
    audit: { event: 'conversation.searched', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({ query: z.string().trim().max(200).optional() }),
    output: z.object({ conversations: z.array(ConversationSummary) }),
    errors: [],
  },
  get: {
    summary: 'A conversation with its messages',
    http: ['GET', '/conversations/{id}'],
    permission: 'conversations:use',
    audit: { event: 'conversation.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: conversationId,
    output: ConversationSummary.extend({ messages: z.array(Message) }),
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  rename: {
    summary: 'Give a conversation another title',
    http: ['PATCH', '/conversations/{id}'],
    permission: 'conversations:use',
    audit: { event: 'conversation.renamed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: conversationId.extend({ title: z.string().trim().min(1).max(512) }),
    output: ConversationSummary,
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  delete: {
    summary: 'Delete a conversation and its messages',
    http: ['DELETE', '/conversations/{id}'],
    permission: 'conversations:use',
    audit: { event: 'conversation.deleted', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: conversationId,
    output: z.object({ deleted: z.literal(true) }),
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  chat: {
    summary: 'Ask in a conversation; with `replaces`, that question and all after it are replaced (edit and resend, regenerate)',
    http: ['POST', '/conversations/{id}/chat'],
    permission: 'conversations:use',
    audit: { event: 'chat.request', ended: 'chat.response', keep: ['id', 'replaces'], resource: 'id' },
    rate: 'ask',
    changes: true,
    input: conversationId.extend({ message: Question, replaces: z.uuid().optional() }),
    yields: ChatEvent,
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MODEL_UNAVAILABLE'],
  },
  ask: {
    summary: 'Ask once, outside any conversation; nothing is kept but the audit record',
    http: ['POST', '/ask'],
    permission: 'conversations:use',
    audit: { event: 'chat.request', ended: 'chat.response', keep: [] },
    rate: 'ask',
    changes: true,
    input: z.object({ question: Question }),
    yields: ChatEvent,
    errors: ['MODEL_UNAVAILABLE'],
  },
});
