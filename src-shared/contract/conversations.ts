import { z } from 'zod';
import { AgentAnswer, AgentStep, ASK_MODES, GivenArguments } from './agent-answers.ts';
import { AgentName } from './agents.ts';
import { defineOperations } from './define-operations.ts';
import { GuardrailVerdict } from './guardrails.ts';
import { WrittenReason } from './openings.ts';
import { Citation, Passage } from './passages.ts';
import { LABELS } from './permissions.ts';
import { TreatedPersonalData } from './personal-data.ts';
import { PROMPT_KINDS } from './prompts.ts';
import { OpenRouting, Routing } from './routing.ts';
import { Understanding } from './search.ts';

/**
 * `generated` by a language model from passages; `passages`: the best ones quoted as they stand; `nothing`: no passage looks
 * like an answer, so no model ran, and those that come nearest are quoted.
 */
export const ANSWER_MODES = ['generated', 'passages', 'nothing'] as const;

/** Why another than the usual model wrote: it was asked for, the conversation was long, tools were needed, or the usual one failed. */
export const MODEL_REASONS = ['asked', 'long', 'tools', 'fallback'] as const;

export const Usage = z.object({
  promptTokens: z.int(),
  completionTokens: z.int(),
  /** Milliseconds until the first token; null when no model ran. */
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
  tokensPerSecond: z.number().nullable(),
  /** Of the prompt's tokens, those the model had read before and did not read again. */
  cachedTokens: z.int().default(0),
  /** The very same request was answered a short while ago, and this is that answer. */
  fromCache: z.boolean().default(false),
  /** Oldest turns of the conversation that the model did not see, because they did not fit. */
  leftOutTurns: z.int().default(0),
  modelReason: z.enum(MODEL_REASONS).nullable().default(null),
});
export type Usage = z.infer<typeof Usage>;

/** What a model was given for an answer, in tokens, and what was left out of it and why. */
export const PromptBudget = z.object({
  /** All that the model sees at once, its answer included; null where a model on another machine does not say. */
  contextTokens: z.int().nullable(),
  /** The tokens are guessed from the length of the text. */
  estimated: z.boolean(),
  tokens: z.object({
    system: z.int(),
    /** Of earlier questions with their passages and answers. */
    history: z.int(),
    /** Of the passages given with this question. */
    passages: z.int(),
    question: z.int(),
    /** Left for the answer. */
    answer: z.int(),
  }),
  /** Earlier questions with their answers. */
  turns: z.object({
    given: z.int(),
    /** Left out, each whole, because they did not fit. */
    noRoom: z.int(),
    /** Left out because so many others came after. */
    tooOld: z.int(),
    /** Left out because they rest on what is gone, stands otherwise now, or may not be read any more. */
    lost: z.int(),
  }),
  /** What the search found: given with the question, standing in an earlier turn that is given, left out for want of room. */
  passages: z.object({ given: z.int(), above: z.int(), noRoom: z.int() }),
  /** Versions of the wording; 0 is the built-in one. */
  wording: z.array(z.object({ kind: z.enum(PROMPT_KINDS), version: z.int() })),
});
export type PromptBudget = z.infer<typeof PromptBudget>;

/** A sentence of an answer, by offsets into it, that its sources do not support, and why. */
export const UnsupportedSentence = z.object({
  start: z.int(),
  end: z.int(),
  reason: z.enum(['no-citation', 'number-not-in-source', 'not-in-source', 'says-the-opposite']),
});
export type UnsupportedSentence = z.infer<typeof UnsupportedSentence>;

/**
 * A search on the way to an answer: the whole `question`, a `part` of it that asks for something of its own, one side of a
 * `comparison`, or a `reference` that a found passage makes ("see Table 4").
 */
export const InvestigationStep = z.object({
  why: z.enum(['question', 'part', 'comparison', 'reference']),
  query: z.string(),
  /** Passages it found that no step before had. */
  passages: z.int(),
  /** How long it took; null in answers of earlier versions. */
  ms: z.int().nullable(),
});
export type InvestigationStep = z.infer<typeof InvestigationStep>;

/** A DANGER, WARNING or CAUTION of a cited passage, word for word, whatever the answer makes of it. */
export const SafetyWording = z.object({
  /** The citation it belongs to. */
  n: z.int(),
  text: z.string(),
});
export type SafetyWording = z.infer<typeof SafetyWording>;

/** What a conversation looks in: documents of any of these collections, and these documents. Everything where both are empty. */
export const ConversationScope = z.object({
  collections: z.array(z.uuid()).max(64).default([]),
  documents: z.array(z.uuid()).max(500).default([]),
});
export type ConversationScope = z.infer<typeof ConversationScope>;

export const ConversationSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  scope: ConversationScope,
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
  /** The host of the remote model that the question and its passages were sent to; null where nothing left this machine. */
  sentTo: z.string().nullable(),
  citations: z.array(Citation),
  unsupported: z.array(UnsupportedSentence),
  usage: Usage.nullable(),
  /** Null where no model was asked, and on answers older than this. */
  budget: PromptBudget.nullable(),
  /** Why the answer is not complete, in a sentence: stopped by the reader, or the model failed. */
  interrupted: z.string().nullable(),
  /** What was made of the question. Null on questions, and on answers older than this. */
  understood: Understanding.nullable(),
  /** The searches that led here, in order; more than one where one was not enough. */
  steps: z.array(InvestigationStep),
  /** Safety wording of the cited passages that the answer does not already hold word for word. */
  safety: z.array(SafetyWording),
  /** The most sensitive label of what the answer was made from, cited or not, as it stands now. Null where it was made from nothing. */
  label: z.enum(LABELS).nullable(),
  /** Personal data that the question or what was said before it held, and what was done with it. Null where none was found or looked for. */
  personalData: TreatedPersonalData.nullable(),
  /** What the guardrails found in what a model wrote, and did about it. Null where no model wrote, and on answers older than this. */
  guardrails: GuardrailVerdict.nullable(),
  /** The agent that answered, what it did and what it found as data. Null where none did. */
  agent: AgentAnswer.nullable(),
  /** That it was not clear whom the question is for. Null where it was, or nobody asked for an agent. */
  routed: OpenRouting.nullable(),
});
export type Message = z.infer<typeof Message>;

/** What happens on the way to an answer, in order. `token` carries the text that is new since the last one. */
export const ChatEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('question'), message: Message }),
  z.object({ type: z.literal('step'), step: InvestigationStep }),
  z.object({ type: z.literal('routed'), ...Routing.pick({ agent: true, clarify: true, candidates: true }).shape }),
  z.object({ type: z.literal('agent'), name: z.string(), title: z.string() }),
  z.object({ type: z.literal('action'), step: AgentStep }),
  z.object({ type: z.literal('searching'), documents: z.int() }),
  z.object({ type: z.literal('passages'), passages: z.array(Passage) }),
  z.object({ type: z.literal('model'), model: z.string(), why: z.enum(MODEL_REASONS) }),
  z.object({ type: z.literal('personal-data'), found: TreatedPersonalData }),
  /** What is shown from here on is not final: each sentence is shown once it is checked (`sentences`), or all may yet be withdrawn (`whole`). */
  z.object({ type: z.literal('checking'), how: z.enum(['sentences', 'whole']) }),
  z.object({ type: z.literal('queued'), ahead: z.int() }),
  z.object({ type: z.literal('shortened'), turns: z.int() }),
  z.object({ type: z.literal('loading'), model: z.string(), progress: z.number() }),
  z.object({ type: z.literal('reading'), done: z.int(), total: z.int() }),
  z.object({ type: z.literal('token'), text: z.string() }),
  z.object({ type: z.literal('answer'), message: Message }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;

const Question = z.string().trim().min(1, 'Type a question.').max(8_000);
/** Which of the plant's models writes the answer; the fast one unless told, or unless the conversation is long. */
const AskedModel = z.enum(['fast', 'heavy']).optional();
/** Who answers: an agent by name; `auto` where nothing is said but a mode. Documents alone unless told. `given`: what a tool needed and an answer asked for. */
const Answerer = z.object({ agent: AgentName.optional(), mode: z.enum(ASK_MODES).optional(), given: GivenArguments.optional() });
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
    input: z.object({ title: z.string().trim().min(1).max(512).optional(), scope: ConversationScope.optional() }),
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
  breakGlass: {
    summary: "Read somebody else's conversation, for a written reason. Its owner is told who read it and why",
    http: ['POST', '/conversations/{id}/break-glass'],
    permission: 'conversations:break-glass',
    audit: { event: 'conversation.break_glass', keep: ['id'], hashed: ['reason'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: conversationId.extend({ reason: WrittenReason }),
    output: ConversationSummary.extend({ owner: z.object({ id: z.uuid(), name: z.string() }), messages: z.array(Message) }),
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
  scope: {
    summary: 'Limit a conversation to some collections and documents, or lift the limit with none',
    http: ['PUT', '/conversations/{id}/scope'],
    permission: 'conversations:use',
    audit: { event: 'conversation.scoped', keep: ['id', 'collections', 'documents'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: conversationId.extend(ConversationScope.shape),
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
    errors: ['CONVERSATION_NOT_FOUND', 'PERSON_HELD'],
  },
  chat: {
    summary: 'Ask in a conversation; with `replaces`, that question and all after it are replaced (edit and resend, regenerate); with `scope` and `model`, for this question only',
    http: ['POST', '/conversations/{id}/chat'],
    permission: 'conversations:use',
    audit: { event: 'chat.request', ended: 'chat.response', keep: ['id', 'replaces'], resource: 'id' },
    rate: 'ask',
    changes: true,
    input: conversationId.extend({ message: Question, replaces: z.uuid().optional(), scope: ConversationScope.optional(), model: AskedModel, ...Answerer.shape }),
    yields: ChatEvent,
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'MODEL_UNAVAILABLE', 'PERSON_HELD', 'AGENT_NOT_FOUND'],
  },
  follow: {
    summary: 'Answers of a conversation that wait until a call is decided, as they go on by themselves; ends when none waits',
    http: ['GET', '/conversations/{id}/events'],
    permission: 'conversations:use',
    audit: { event: 'conversation.read', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: conversationId,
    yields: ChatEvent,
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  stop: {
    summary: 'Stop the answer that goes on by itself in a conversation now. What was written of it stays, and it does not go on again',
    http: ['POST', '/conversations/{id}/stop'],
    permission: 'conversations:use',
    audit: { event: 'agent.stopped', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: conversationId,
    output: z.object({ /** False where none went on. */ stopped: z.boolean() }),
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  ask: {
    summary: 'Ask once, outside any conversation; nothing is kept but the audit record',
    http: ['POST', '/ask'],
    permission: 'conversations:use',
    audit: { event: 'chat.request', ended: 'chat.response', keep: [] },
    rate: 'ask',
    changes: true,
    input: z.object({
      question: Question,
      scope: ConversationScope.optional(),
      model: AskedModel,
      ...Answerer.shape,
    }),
    yields: ChatEvent,
    errors: ['MODEL_UNAVAILABLE', 'AGENT_NOT_FOUND'],
  },
});
