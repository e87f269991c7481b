import { z } from 'zod';
import { AgentName, ToolName } from './agents.ts';
import { LABELS } from './permissions.ts';

/** Who answers: `auto` lets the question decide; an agent; the documents alone (`rag`); or both, as one answer. */
export const ASK_MODES = ['auto', 'agent', 'rag', 'both'] as const;
export type AskMode = (typeof ASK_MODES)[number];

/** What a step is called as its tool that hands a sub-task to another agent. */
export const HAND_OVER = 'hand_over';

/** `waiting`: it changes something, and a person has to approve it first. `refused`: the caller may not. */
export const STEP_STATES = ['running', 'ok', 'failed', 'refused', 'waiting', 'stopped'] as const;

/** How far a call of a tool is, as the tool says. */
export const ToolProgress = z.object({
  done: z.number(),
  /** Null where it does not know. */
  total: z.number().nullable(),
  /** In its own words: data. */
  message: z.string(),
});
export type ToolProgress = z.infer<typeof ToolProgress>;

/** One thing an agent did on the way to its answer: a call of a tool, or a sub-task handed to another agent (`hand_over`). */
export const AgentStep = z.object({
  /** From 1, in order; sub-tasks go on counting. */
  n: z.int(),
  /** Which agent did it: another than the one asked, within a sub-task. */
  agent: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  status: z.enum(STEP_STATES),
  /** Null while it runs. */
  ms: z.number().nullable(),
  /** Why it did not work, or what it gave, in short. Empty where its reader may no longer see it. */
  note: z.string(),
  /** What the other system said of why it did not work, where it said something: data, in its own words. */
  said: z.string().optional(),
  /** While it runs, of tools that say so. */
  progress: ToolProgress.optional(),
  /** The approval it waits for. */
  approval: z.uuid().nullable(),
});
export type AgentStep = z.infer<typeof AgentStep>;

export const DataCell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const DataColumn = z.object({ field: z.string(), type: z.enum(['text', 'number', 'date', 'yes-no']) });

/** Rows as a tool gave them, at most 500. */
export const DataTable = z.object({ columns: z.array(DataColumn), rows: z.array(z.array(DataCell)), leftOut: z.int() });
export type DataTable = z.infer<typeof DataTable>;

/** What an answer has beside its text, and how it is shown. All values are those of tools: no model writes them. */
export const AnswerOutput = z.discriminatedUnion('format', [
  z.object({ format: z.literal('summary_text'), hints: z.object({ type: z.literal('text') }), data: z.null() }),
  z.object({ format: z.literal('structured_json'), hints: z.object({ type: z.literal('json'), open: z.int() }), data: z.record(z.string(), z.unknown()) }),
  z.object({ format: z.literal('markdown_table'), hints: z.object({ type: z.literal('table'), fields: z.array(z.string()), sortable: z.boolean(), filterable: z.boolean() }), data: DataTable }),
  z.object({ format: z.literal('chart_data'), hints: z.object({ type: z.literal('chart'), chart: z.enum(['line', 'bar']), x: z.string(), y: z.array(z.string()).min(1) }), data: DataTable }),
]);
export type AnswerOutput = z.infer<typeof AnswerOutput>;

/** What a tool needs that the question does not say. The answers come back as {@link GivenArguments}. */
export const MissingArguments = z.object({
  tool: z.string(),
  question: z.string(),
  missing: z.array(z.string()),
  /** JSON schema of all that the tool takes. */
  schema: z.record(z.string(), z.unknown()),
});
export type MissingArguments = z.infer<typeof MissingArguments>;

/** A tool's arguments as the person filled them in. */
export const GivenArguments = z.object({ tool: ToolName, arguments: z.record(z.string().max(128), z.unknown()) });
export type GivenArguments = z.infer<typeof GivenArguments>;

/** What an agent had to do with an answer. */
export const AgentAnswer = z.object({
  name: AgentName,
  title: z.string(),
  version: z.int(),
  steps: z.array(AgentStep),
  output: AnswerOutput,
  /** What it needs to go on. */
  needs: MissingArguments.nullable(),
  /** The most sensitive label of all it found, in documents and by tools. */
  label: z.enum(LABELS).nullable().default(null),
  /** The limit that ended it before it was done. */
  limit: z.enum(['steps', 'tokens', 'seconds']).nullable(),
  /** The approval whose decision let this answer go on. */
  continues: z.uuid().nullable().default(null),
});
export type AgentAnswer = z.infer<typeof AgentAnswer>;

