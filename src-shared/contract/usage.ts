import { z } from 'zod';
import { MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from './audit.ts';
import { defineOperations } from './define-operations.ts';

/** Sums over uses of language models. */
export const UsageSums = z.object({
  answers: z.int(),
  /** Of them, those that were given from memory. */
  fromCache: z.int(),
  failed: z.int(),
  promptTokens: z.int(),
  /** Of the prompts' tokens, those that were read by a model and not known from before. */
  evaluatedTokens: z.int(),
  completionTokens: z.int(),
  cost: z.number(),
  /** Medians of those that wrote anything; null without any. */
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
});
export type UsageSums = z.infer<typeof UsageSums>;

/** What may be used from the first to the last of a month, in UTC; null is without limit. */
export const Budget = z.object({
  tokensPerMonth: z.int().min(1).nullable(),
  costPerMonth: z.number().gt(0).nullable(),
  /** The same for each person alone. */
  tokensPerPerson: z.int().min(1).nullable(),
  costPerPerson: z.number().gt(0).nullable(),
  /** Percent of a budget from which on it is warned of. */
  warnAt: z.int().min(1).max(100),
  /** What happens beyond it: answers are quoted passages, or only a warning. */
  beyond: z.enum(['stop', 'warn']),
});
export type Budget = z.infer<typeof Budget>;

/** How a budget stands: the larger share of tokens and cost, 1 is all of it; null without a budget. */
export const BudgetState = z.object({ state: z.enum(['ok', 'warn', 'over']), used: z.number().nullable() });
export type BudgetState = z.infer<typeof BudgetState>;

/** How long measures of the use of models and of checks of answers are kept; they hold no words. */
export const MeasuresOutlook = z.object({
  /** Null keeps them for ever. */
  days: z.int().nullable(),
  /** What is older may go: never of the month whose budget is running. */
  before: z.iso.datetime().nullable(),
  /** How many may go now. Those of people under legal hold stay, and checks of answers that somebody has judged. */
  generations: z.int(),
  violations: z.int(),
});
export type MeasuresOutlook = z.infer<typeof MeasuresOutlook>;

const Period = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

export const usage = defineOperations('usage', {
  report: {
    summary: 'What the language models of this plant were used for in the last days, in sums by person, model and day',
    http: ['GET', '/usage'],
    permission: 'models:manage',
    audit: { event: 'usage.read', keep: ['days'] },
    rate: 'read',
    changes: false,
    input: Period,
    output: z.object({
      total: UsageSums,
      byPerson: z.array(UsageSums.extend({ user: z.object({ id: z.uuid(), name: z.string() }).nullable() })),
      byModel: z.array(UsageSums.extend({ model: z.string(), remote: z.boolean() })),
      byDay: z.array(UsageSums.extend({ day: z.iso.date() })),
      budget: Budget,
      state: BudgetState,
    }),
    errors: [],
  },
  mine: {
    summary: "The caller's own use of language models in the last days, and how their budget stands",
    http: ['GET', '/usage/mine'],
    permission: 'models:use',
    audit: null,
    rate: 'read',
    changes: false,
    input: Period,
    output: z.object({ total: UsageSums, state: BudgetState }),
    errors: [],
  },
  setBudget: {
    summary: 'Set what the plant and each person may use in a month, and what happens beyond it',
    http: ['PUT', '/usage/budget'],
    permission: 'models:manage',
    audit: { event: 'usage.budget_changed', keep: ['tokensPerMonth', 'costPerMonth', 'tokensPerPerson', 'costPerPerson', 'warnAt', 'beyond'] },
    rate: 'write',
    changes: true,
    input: Budget,
    output: Budget,
    errors: [],
  },
  retention: {
    summary: 'For how long measures of the use of models and of checks of answers are kept, and what could be removed now',
    http: ['GET', '/usage/retention'],
    permission: 'models:manage',
    audit: { event: 'usage.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: MeasuresOutlook,
    errors: [],
  },
  setRetention: {
    summary: 'Set for how many days these measures are kept; null for ever',
    http: ['PUT', '/usage/retention'],
    permission: 'policy:manage',
    audit: { event: 'usage.retention_changed', keep: ['days'] },
    rate: 'write',
    changes: true,
    input: z.object({ days: z.int().min(MIN_RETENTION_DAYS).max(MAX_RETENTION_DAYS).nullable() }),
    output: MeasuresOutlook,
    errors: [],
  },
  prune: {
    summary: 'Remove the measures that are older than they are kept, but none of people under legal hold, of the running month, or of judged answers',
    http: ['POST', '/usage/prune'],
    permission: 'policy:manage',
    audit: { event: 'usage.pruned', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({}),
    yields: z.object({ removed: z.int(), total: z.int() }),
    errors: ['RETENTION_OFF'],
  },
});
