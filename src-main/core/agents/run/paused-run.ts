import type { AgentStep } from '#shared/contract/agent-answers.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { WaitingCall } from '#shared/contract/plans.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { highestLabel } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import type { Spent } from './budget.ts';
import { besidePassages, type Observation } from './observations.ts';

/** Where the answer of a run belongs. */
export type PausePlace =
  | { conversationId: string; questionId: string; /** Whether the documents are searched as well. */ beside: boolean }
  | { planId: string; step: string };

/** What a step brought, without the text of documents: that is read again when the run goes on, by who may read it then. */
interface KeptObservation {
  step: AgentStep;
  output: unknown;
  chunks: string[];
}

/** How far one agent had come. */
export interface PausedAgent {
  agent: string;
  title: string;
  version: number;
  question: string;
  observations: KeptObservation[];
  /** The most sensitive label of all that it had found so far. */
  label: Label | null;
  /** Calls that were made, so that none is made twice. */
  made: string[];
  failures: [tool: string, count: number][];
}

/** One that a sub-task was handed to, and the step that did. */
export type PausedHelper = PausedAgent & { handedBy: AgentStep };

/** A run that waits for a decision about one call, as it is kept with the request. JSON. */
export interface PausedRun extends PausedAgent {
  place: PausePlace;
  /** Those that sub-tasks were handed to, one by the other; the last of them wants the call, or the agent itself where there is none. */
  helpers: PausedHelper[];
  /** The step that waits. */
  waiting: AgentStep;
  spent: Spent;
  /** The approval that this run had waited for before. */
  follows: string | null;
}

/** What became of a call that waited. Sentences may be shown to the person and the model. */
export type DecidedCall =
  | { status: 'ok'; output: unknown; label: Label | null; ms: number | null }
  | { status: 'refused'; sentence: string; ms: number | null }
  | { status: 'failed'; sentence: string; /** What the other system said of it: data. */ said: string | null; label: Label | null; ms: number | null };

/** A run whose call was decided. */
export interface DecidedRun {
  tenantId: string;
  userId: string;
  approvalId: string;
  /** Leads through the record from the question to the end. */
  correlationId: string;
  run: PausedRun;
  call: DecidedCall;
}

/** Runs that wait, as they are kept with what they wait for. */
export interface PausedRuns {
  /** The run, once its call was decided and has ended; null before that, and where it has gone on already. */
  decided(tenantId: string, approvalId: string): Promise<DecidedRun | null>;
  /** Of all plants, those that can go on. */
  allDecided(): Promise<{ tenantId: string; approvalId: string }[]>;
  /** The approval that the run of a plan's step waits for, or has waited for and not gone on from; null where none does. */
  ofStep(tenantId: string, planId: string, step: string): Promise<string | null>;
  /** The calls that steps of a plan wait for, by step. */
  waitingIn(tx: Transaction, planId: string): Promise<ReadonlyMap<string, WaitingCall>>;
  /** Whether the answer of anything in a conversation has yet to go on. */
  inConversation(tenantId: string, conversationId: string): Promise<boolean>;
  /** Says that a run has gone on. False where that was said before. */
  finish(tx: Transaction, approvalId: string): Promise<boolean>;
  /** Gives up what waits in these steps of a plan. */
  dropSteps(tx: Transaction, planId: string, steps: readonly string[]): Promise<void>;
}

export const keptObservation = ({ step, output, passages }: Observation): KeptObservation => ({
  step, output: passages.length > 0 ? besidePassages(output) : output, chunks: passages.map(({ chunkId }) => chunkId),
});

const agentsOf = (run: PausedRun): PausedAgent[] => [run, ...run.helpers];

/** Ids of all passages that a run had found. */
export const chunksOf = (run: PausedRun): string[] => [...new Set(agentsOf(run).flatMap(({ observations }) => observations.flatMap(({ chunks }) => chunks)))];

/** The most sensitive label of all that a run had found. */
export const labelOf = (run: PausedRun): Label | null => highestLabel(agentsOf(run).flatMap(({ label }) => (label === null ? [] : [label])));

/** All steps that a run had ended, in their order. */
export const stepsOf = (run: PausedRun): AgentStep[] => agentsOf(run).flatMap(({ observations }) => observations.map(({ step }) => step)).toSorted((a, b) => a.n - b.n);

/** With those of its passages that may be read now. */
export function restoredObservation({ step, output, chunks }: KeptObservation, readable: ReadonlyMap<string, Passage>): Observation {
  return { step, output, passages: chunks.flatMap((chunk) => readable.get(chunk) ?? []) };
}

/** The step that waited, as it was decided. */
export function decidedStep({ waiting }: PausedRun, approvalId: string, call: DecidedCall, note: string): AgentStep {
  const how = call.status === 'ok' ? { note } : { note: call.sentence, ...(call.status === 'failed' && call.said !== null ? { said: call.said } : {}) };
  return { ...waiting, approval: approvalId, status: call.status, ms: call.ms === null ? null : Math.round(call.ms), ...how };
}
