import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** Why a second run of an answer may differ from the first; a closed list. `prompt`: what is stored of the request is not what its hash says. */
export const REPLAY_CHANGES = ['model', 'model-file', 'back-end', 'document', 'wording', 'prompt'] as const;

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
  changes: z.array(ReplayChange),
  /** The answers differ though nothing has changed: the arithmetic came out otherwise, or the answer was drawn without a seed. */
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
