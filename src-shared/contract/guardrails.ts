import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/**
 * What happens to sentences that the sources of an answer do not support: nothing; they are marked; passages are quoted instead of an answer
 * of which too small a share is supported (`share`), or of one with any such sentence (`strict`, which shows each sentence once it is checked).
 */
export const SUPPORT_MODES = ['off', 'mark', 'share', 'strict'] as const;

/** What happens where a model writes something that is blocked: it is covered, or passages are quoted instead of the answer. */
export const BLOCK_ACTIONS = ['mask', 'refuse'] as const;

/** The longest piece of an answer that a rule is promised to find, in characters. */
export const LONGEST_BLOCKED = 128;

/** Words a model may not write, in any case and with any white space between them; or a pattern in RE2's syntax. */
export const BlockRule = z
  .object({
    kind: z.enum(['words', 'pattern']),
    text: z.string().trim().min(1, 'Type what is blocked.').max(200),
    action: z.enum(BLOCK_ACTIONS),
  })
  .refine(({ kind, text }) => kind === 'pattern' || text.length <= 100, 'Blocked words may have 100 characters. Use a shorter piece of them.');
export type BlockRule = z.infer<typeof BlockRule>;

const BlockRules = z.array(BlockRule).max(50);

export const GuardrailSettings = z.object({
  support: z.enum(SUPPORT_MODES),
  /** With `share`: the percentage of the sentences stating a fact that has to be supported. */
  leastShare: z.int().min(1).max(100),
  blocklist: BlockRules,
});
export type GuardrailSettings = z.infer<typeof GuardrailSettings>;

/** What can be wrong with what a model wrote; a closed list. `schema`: it did not keep to the form that was asked for. */
export const VIOLATIONS = ['unsupported', 'false-citation', 'blocked', 'schema'] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

/** What the guardrails found in an answer and did about it: measures only. */
export const GuardrailVerdict = z.object({
  /** The strongest of what was done. */
  action: z.enum(['none', 'marked', 'masked', 'refused']),
  found: z.array(z.object({ kind: z.enum(VIOLATIONS), count: z.int() })),
  /** Sentences that state a fact, and those of them that are supported; null where support was not checked. */
  facts: z.int().nullable(),
  supported: z.int().nullable(),
});
export type GuardrailVerdict = z.infer<typeof GuardrailVerdict>;

export const Violation = GuardrailVerdict.extend({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** Who asked; null for somebody who was erased. */
  user: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** Where the answer stands; null where it was not kept. */
  conversationId: z.uuid().nullable(),
  messageId: z.uuid(),
  model: z.string().nullable(),
});
export type Violation = z.infer<typeof Violation>;

export const guardrails = defineOperations('guardrails', {
  get: {
    summary: 'How what language models write is checked',
    http: ['GET', '/guardrails'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: GuardrailSettings,
    errors: [],
  },
  save: {
    summary: 'Set how what language models write is checked; it counts from the next answer',
    http: ['PUT', '/guardrails'],
    permission: 'policy:manage',
    audit: { event: 'policy.guardrails_changed', keep: ['support', 'leastShare'] },
    rate: 'write',
    changes: true,
    input: GuardrailSettings,
    output: GuardrailSettings,
    errors: [],
  },
  tryOut: {
    summary: 'What these rules would make of an answer to one source; nothing of it is kept',
    http: ['POST', '/guardrails/try'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({
      answer: z.string().max(20_000),
      /** The text of passage [1]; without one, support is not checked. */
      source: z.string().max(20_000).default(''),
      settings: GuardrailSettings,
    }),
    output: z.object({
      /** What would be shown of it; empty where it is refused. */
      shown: z.string(),
      /** Pieces of the answer, in order: blocked ones with the place of their rule in the list, and sentences that are not supported. */
      marks: z.array(z.object({ start: z.int(), end: z.int(), why: z.enum(['blocked', 'no-citation', 'number-not-in-source', 'not-in-source', 'says-the-opposite']), rule: z.int().nullable() })),
      verdict: GuardrailVerdict,
      /** Why it would be refused, in a sentence; null where it would be shown. */
      refusal: z.string().nullable(),
      /** Rules that are not understood, by their place in the list, and why. */
      faults: z.array(z.object({ rule: z.int(), fault: z.string() })),
    }),
    errors: [],
  },
  violations: {
    summary: 'What the guardrails found in answers, latest first: measures and references, never what was written',
    http: ['GET', '/guardrails/violations'],
    permission: 'policy:manage',
    audit: { event: 'policy.violations_read', keep: ['kind', 'days'] },
    rate: 'read',
    changes: false,
    input: z.object({ kind: z.enum(VIOLATIONS).optional(), days: z.coerce.number().int().min(1).max(366).default(30), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    output: z.object({
      violations: z.array(Violation),
      /** Answers of these days with something wrong, by what was done. */
      counts: z.object({ marked: z.int(), masked: z.int(), refused: z.int() }),
    }),
    errors: [],
  },
});
