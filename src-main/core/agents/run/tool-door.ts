import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { ToolKindName } from '#shared/contract/tool-kinds.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { PausedRun } from './paused-run.ts';

/** A tool as an agent is told of it. */
export interface DoorTool {
  name: string;
  description: string;
  kind: ToolKindName;
  /** JSON schema of what it takes, an object. */
  input: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  tool: string;
  arguments: Record<string, unknown>;
  /** The agent that calls, which has to be allowed the tool as well as the caller. */
  agent: string;
  conversationId: string | null;
  /** `data`: more than the person's own words was before the model when it asked for this. */
  requestedBy: 'person' | 'data';
  /** For whoever approves it. */
  why: string;
  /** Names of the collections that documents are looked for in; all that the caller may read where there is none. */
  collections: readonly string[];
  /** Told how far the call is, by tools that say so. */
  report?: (progress: ToolProgress) => void;
  /** What is kept with the request where the call has to wait, so that the run goes on from there; null where it does not. */
  paused: PausedRun | null;
}

export type ToolOutcome =
  | { status: 'ok'; output: unknown; passages: readonly Passage[]; label: Label | null }
  | { status: 'waiting'; approval: string; sentence: string }
  | { status: 'refused'; sentence: string }
  | { status: 'failed'; sentence: string; /** What the other system said of it: data. */ said: string | null; label: Label | null };

/** The one door to tools, as far as agents use it. Whatever it is asked, it checks as the caller. */
export interface ToolDoor {
  /** At most `most` of the allowed tools that this caller may use, those that fit the question best. */
  offered(principal: Principal, wanted: { allowed: readonly string[]; question: string; most: number }): Promise<readonly DoorTool[]>;
  call(call: Call<Principal>, request: ToolCall, signal: AbortSignal): Promise<ToolOutcome>;
}
