import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/**
 * What has changed since an answer was written; a closed list. `prompt`, `sampling`: what is stored of the request, or of how its words were
 * drawn, is not what its hash says.
 */
export const REPLAY_CHANGES = ['model', 'model-file', 'back-end', 'document', 'wording', 'prompt', 'sampling'] as const;

/**
 * Why the sums of a first run may have come out a little otherwise than those of a second, though nothing was changed; a closed list.
 * `unknown`: how the first was computed is not known. `elsewhere`: on a machine that does not tell. `no-seed`: words were drawn by chance.
 * `beside`: with tokens of others in the same steps. `taken-over`: it went on from words that had been written one by one before.
 * `context`: it saw more or less of its conversation. `engine`: by another release of llama.cpp. `cache`, `flash-attention`: set up otherwise.
 * `threads`: with another number of threads, which counts with flash attention. `gpu`: read in pieces of other sizes, which may count on a GPU.
 */
export const REPLAY_DOUBTS = ['unknown', 'elsewhere', 'no-seed', 'beside', 'taken-over', 'context', 'engine', 'cache', 'flash-attention', 'threads', 'gpu'] as const;
export type ReplayDoubt = (typeof REPLAY_DOUBTS)[number];

/** How a generation was computed, as far as the sums in it, and so at last its words, can depend on that. */
export const Manner = z.object({
  /** Release of llama.cpp. */
  engine: z.string(),
  contextTokens: z.int(),
  /** Number formats of what the model keeps of what it has read: keys/values. */
  cacheTypes: z.string(),
  flashAttention: z.enum(['auto', 'on', 'off']),
  threads: z.object({ reading: z.int(), writing: z.int() }),
  /** It had a context of its own, read everything anew, in pieces of one size. */
  alone: z.boolean(),
  /** Tokens of others were computed in the same steps as tokens that it wrote. */
  beside: z.boolean(),
  /** Tokens taken over that had been written one by one before, or were kept on disk after that, and are read in pieces otherwise. */
  takenOver: z.int(),
  /** Steps in a row, and how many tokens were guessed ahead in each; empty where none were. */
  guesses: z.array(z.tuple([z.int(), z.int()])),
});
export type Manner = z.infer<typeof Manner>;

export const ReplayChange = z.object({
  what: z.enum(REPLAY_CHANGES),
  /** What it was, and what it is now: a model, a device, a document with how it stands. Null where that is not known. */
  before: z.string().nullable(),
  now: z.string().nullable(),
});
export type ReplayChange = z.infer<typeof ReplayChange>;

export const Replay = z.object({
  messageId: z.uuid(),
  identical: z.boolean(),
  /** The first character at which the two differ, with a few words of both from there on; null where they are the same. */
  difference: z.object({ at: z.int(), before: z.string(), now: z.string() }).nullable(),
  /** Token by token: how many are the same from the beginning on, and the first that is not (null on the side that had ended). Null where tokens of one are not known. */
  compared: z.object({ equal: z.int(), first: z.object({ index: z.int(), before: z.string().nullable(), now: z.string().nullable() }).nullable() }).nullable(),
  changes: z.array(ReplayChange),
  /** Why sums may have come out otherwise without any change. */
  doubts: z.array(z.enum(REPLAY_DOUBTS)),
  /** How each was computed; null where that is not known. */
  computed: z.object({ before: Manner.nullable(), now: Manner.nullable() }),
  /** The answers differ although nothing that a model depends on has changed and nothing could make its sums come out otherwise. */
  unexplained: z.boolean(),
  model: z.string(),
  promptSha256: z.string(),
  /** Of the prompt as it is stored: the same unless somebody changed it. */
  promptSha256Now: z.string(),
  temperature: z.number(),
  seed: z.int().nullable(),
  /** Tokens written then and now; null where that was not kept. */
  tokens: z.object({ before: z.int().nullable(), now: z.int() }),
});
export type Replay = z.infer<typeof Replay>;

export const answers = defineOperations('answers', {
  replay: {
    summary: 'Run a kept answer again from what its model was sent, compare the two, and say what has changed since',
    http: ['POST', '/answers/{messageId}/replay'],
    permission: 'conversations:use',
    audit: { event: 'answer.replayed', keep: ['messageId'], resource: 'messageId' },
    rate: 'ask',
    changes: false,
    input: z.object({ messageId: z.uuid() }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), stage: z.enum(['queued', 'loading', 'reading', 'writing']), done: z.number(), total: z.number().nullable() }),
      z.object({ type: z.literal('result'), replay: Replay }),
    ]),
    errors: ['MESSAGE_NOT_FOUND', 'ANSWER_NOT_REPLAYABLE', 'MODEL_UNAVAILABLE'],
  },
});
