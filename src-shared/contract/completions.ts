import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { TreatedPersonalData } from './personal-data.ts';

/** Letters of all messages together; far more than any model reads, far less than would trouble this machine. */
const MOST_LETTERS = 400_000;
const MOST_TEXTS = 256;

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const Content = z.union([z.string(), z.array(TextPart).min(1).max(256)], 'Only text can be read here: give "content" as a string or as parts of type "text".');

/** A message of OpenAI's chat format, as far as it is text. */
export const CompletionMessage = z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: Content });
export type CompletionMessage = z.infer<typeof CompletionMessage>;

/** What would change the answer and is not done here is refused, never left out in silence. */
const notOffered = (what: string) => z.union([z.null(), z.literal(false), z.tuple([])], `${what} is not offered here. Leave it out.`).optional();

const ChatCompletionRequest = z
  .object({
    /** A name of `GET /v1/models`, or `fast` or `heavy` for the model that the plant uses as that. */
    model: z.string().trim().min(1).max(255),
    messages: z.array(CompletionMessage).min(1).max(512),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    max_tokens: z.int().min(1).max(8_192).nullish(),
    max_completion_tokens: z.int().min(1).max(8_192).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().gt(0).max(1).nullish(),
    seed: z.int().min(0).max(0xff_ff_ff_ff).nullish(),
    stop: z.union([z.string().min(1).max(256), z.array(z.string().min(1).max(256)).max(4)]).nullish(),
    n: z.literal(1, 'One answer at a time: leave "n" out.').nullish(),
    response_format: z.object({ type: z.literal('text', 'Only text is offered as "response_format".') }).nullish(),
    tools: notOffered('Calling tools'),
    functions: notOffered('Calling functions'),
    logprobs: notOffered('"logprobs"'),
    audio: notOffered('Audio'),
  })
  .refine(({ messages }) => messages.at(-1)?.role === 'user', { message: 'The last message must be one of "user".', path: ['messages'] })
  .refine(({ messages }) => JSON.stringify(messages).length <= MOST_LETTERS, { message: 'The messages are too long together.', path: ['messages'] });
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>;

export const CompletionUsage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({ cached_tokens: z.int() }),
});
export type CompletionUsage = z.infer<typeof CompletionUsage>;

/** `content_filter`: the model wrote what the plant blocks, so the reply ends before it. */
export const FinishReason = z.enum(['stop', 'length', 'content_filter']);
export type FinishReason = z.infer<typeof FinishReason>;

export const ChatCompletionChunk = z.object({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  /** Seconds since 1970. */
  created: z.int(),
  model: z.string(),
  /** Beyond the format: the host that the messages were sent to; absent where nothing left this machine. */
  sent_to: z.string().optional(),
  /** Beyond the format: personal data that the messages held, and what was done with it. */
  personal_data: TreatedPersonalData.optional(),
  choices: z.array(z.object({ index: z.int(), delta: z.object({ role: z.literal('assistant').optional(), content: z.string().optional() }), finish_reason: FinishReason.nullable() })),
  usage: CompletionUsage.nullish(),
});
export type ChatCompletionChunk = z.infer<typeof ChatCompletionChunk>;

export const ChatCompletion = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  sent_to: z.string().optional(),
  /** Beyond the format: personal data that the messages held, and what was done with it. */
  personal_data: TreatedPersonalData.optional(),
  choices: z.array(z.object({ index: z.int(), message: z.object({ role: z.literal('assistant'), content: z.string() }), finish_reason: FinishReason })),
  usage: CompletionUsage,
});
export type ChatCompletion = z.infer<typeof ChatCompletion>;

const EmbeddingText = z.string().min(1).max(100_000);

export const completions = defineOperations('completions', {
  create: {
    summary: "A reply of a language model to messages, in OpenAI's format: in one piece, or with `stream` as server-sent events; nothing is looked up in documents",
    http: ['POST', '/chat/completions'],
    permission: 'models:use',
    audit: { event: 'chat.request', ended: 'chat.response', keep: [] },
    rate: 'ask',
    changes: true,
    wire: 'openai',
    input: ChatCompletionRequest,
    yields: ChatCompletionChunk,
    whole: ChatCompletion,
    errors: ['MODEL_NOT_FOUND', 'MODEL_UNAVAILABLE', 'MODEL_INVALID', 'QUOTA_REACHED', 'PERSONAL_DATA'],
  },
  embed: {
    summary: "Vectors of texts by the model that search uses, in OpenAI's format",
    http: ['POST', '/embeddings'],
    permission: 'models:use',
    audit: { event: 'model.embedded', keep: [] },
    rate: 'search',
    changes: false,
    wire: 'openai',
    input: z.object({
      /** The name of `GET /v1/models`, or `embed`. */
      model: z.string().trim().min(1).max(255),
      input: z.union([EmbeddingText, z.array(EmbeddingText).min(1).max(MOST_TEXTS)], 'Give "input" as a text or a list of texts.'),
      encoding_format: z.enum(['float', 'base64']).nullish(),
      dimensions: z.int().min(1).nullish(),
    }),
    output: z.object({
      object: z.literal('list'),
      data: z.array(z.object({ object: z.literal('embedding'), index: z.int(), embedding: z.union([z.array(z.number()), z.string()]) })),
      model: z.string(),
      usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
    }),
    errors: ['MODEL_NOT_FOUND', 'MODEL_UNAVAILABLE', 'QUOTA_REACHED', 'PERSONAL_DATA'],
  },
});
