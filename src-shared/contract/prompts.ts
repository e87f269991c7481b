import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** What each piece of wording is for; a model is given them in this order. */
export const PROMPT_KINDS = ['system', 'grounding', 'refusal', 'language'] as const;
export type PromptKind = (typeof PROMPT_KINDS)[number];

/** Languages of questions that can have wording of their own; `any` is for all that have none. */
export const PROMPT_LANGUAGES = ['any', 'en', 'vi', 'de'] as const;
export type PromptLanguage = (typeof PROMPT_LANGUAGES)[number];

/** Whose wording: of answers from documents, or an agent's own. */
export const ANSWER_PROMPT = 'answer';
export const PromptName = z.string().max(128).regex(/^(?:answer|agent:[\p{L}\p{N}][\p{L}\p{N} ._-]*)$/u, 'A prompt is called "answer", or "agent:" with the name of an agent.');

export const PromptKey = z.object({
  name: PromptName.default(ANSWER_PROMPT),
  kind: z.enum(PROMPT_KINDS),
  language: z.enum(PROMPT_LANGUAGES).default('any'),
});
export type PromptKey = z.infer<typeof PromptKey>;

const Text = z.string().trim().min(1, 'Write the wording: an empty one cannot be saved.').max(8_000);
/** 0 is the built-in wording. */
const Version = z.coerce.number().int().min(0);

export const PromptVersion = PromptKey.extend({
  version: z.int(),
  text: z.string(),
  /** SHA-256 of the text, in hex. */
  sha256: z.string(),
  active: z.boolean(),
  /** Null for the built-in wording. */
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
});
export type PromptVersion = z.infer<typeof PromptVersion>;

/** A wording as it is used now. `active` and `latest` count versions; 0 is the built-in one. */
export const PromptInUse = PromptKey.extend({
  active: z.int(),
  latest: z.int(),
  text: z.string(),
  /** Since when this version is used, and who chose it; null where nobody ever did. */
  since: z.iso.datetime().nullable(),
  by: z.string().nullable(),
});
export type PromptInUse = z.infer<typeof PromptInUse>;

/** One line of a comparison: what stands on either side; null where the other side has a line of its own. */
export const ComparedLine = z.object({ same: z.boolean(), before: z.string().nullable(), after: z.string().nullable() });
export type ComparedLine = z.infer<typeof ComparedLine>;

const READ = { permission: 'prompts:manage', audit: { event: 'prompt.read', keep: ['kind', 'language'] }, rate: 'read', changes: false } as const;

export const prompts = defineOperations('prompts', {
  list: {
    summary: "Every wording that this plant's language models are given, as it is used now",
    http: ['GET', '/prompts'],
    permission: 'prompts:manage',
    audit: { event: 'prompt.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ prompts: z.array(PromptInUse) }),
    errors: [],
  },
  show: {
    ...READ,
    summary: 'A version of a wording: the one used now unless told',
    http: ['GET', '/prompts/text'],
    input: PromptKey.extend({ version: Version.optional() }),
    output: PromptVersion,
    errors: ['PROMPT_NOT_FOUND'],
  },
  history: {
    ...READ,
    summary: 'Every version of a wording, latest first, down to the built-in one',
    http: ['GET', '/prompts/versions'],
    input: PromptKey,
    output: z.object({ versions: z.array(PromptVersion) }),
    errors: ['PROMPT_NOT_FOUND'],
  },
  save: {
    summary: 'Keep a wording as a new version and use it from the next question on',
    http: ['PUT', '/prompts'],
    permission: 'prompts:manage',
    audit: { event: 'prompt.saved', keep: ['kind', 'language', 'basedOn'], hashed: ['name', 'text'] },
    rate: 'write',
    changes: true,
    input: PromptKey.extend({
      text: Text,
      /** The latest version its writer saw: a later one is not overwritten unseen. */
      basedOn: z.int().min(0).optional(),
    }),
    output: PromptVersion,
    errors: ['PROMPT_REFUSED', 'PROMPT_CHANGED'],
  },
  activate: {
    summary: 'Use another version of a wording from the next question on; 0 is the built-in one',
    http: ['POST', '/prompts/active'],
    permission: 'prompts:manage',
    audit: { event: 'prompt.activated', keep: ['kind', 'language', 'version'], hashed: ['name'] },
    rate: 'write',
    changes: true,
    input: PromptKey.extend({ version: Version }),
    output: PromptVersion,
    errors: ['PROMPT_NOT_FOUND'],
  },
  diff: {
    ...READ,
    summary: 'Two versions of a wording side by side, line by line',
    http: ['GET', '/prompts/difference'],
    input: PromptKey.extend({ before: Version, after: Version }),
    output: z.object({ lines: z.array(ComparedLine) }),
    errors: ['PROMPT_NOT_FOUND'],
  },
  preview: {
    summary: 'What a model would be given for a question, with the passages that a search finds for it, were this wording used',
    http: ['POST', '/prompts/preview'],
    permission: 'prompts:manage',
    audit: { event: 'prompt.previewed', keep: ['kind', 'language'], hashed: ['name', 'text'] },
    rate: 'search',
    changes: false,
    input: PromptKey.extend({ text: Text, question: z.string().trim().min(1, 'Type a question to try it with.').max(2_000) }),
    output: z.object({
      system: z.string(),
      prompt: z.string(),
      /** How many passages the search found, and how many of them the model would be given. */
      found: z.int(),
      given: z.int(),
      /** A cautious guess; each model counts in its own way. */
      tokens: z.int(),
    }),
    errors: ['PROMPT_REFUSED'],
  },
});
