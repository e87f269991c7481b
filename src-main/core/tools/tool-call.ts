import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { ToolDefinition } from '#shared/contract/tools.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { RequestedBy } from './approval-desk.ts';
import type { KeptTool } from './tool-store.ts';

/** What somebody wants called. */
export interface ToolRequest {
  tool: string;
  arguments: Readonly<Record<string, unknown>>;
  /** The agent that asks, which has to be allowed the tool as well as the caller; null where a person calls it themselves. */
  agent: string | null;
  conversationId: string | null;
  requestedBy: RequestedBy;
  /** For whoever approves it. */
  why: string;
  /** Names of the collections that documents are looked for in; all that the caller may read unless given. */
  collections?: readonly string[];
  /** Told how far the call is, by tools that say so. */
  report?: (progress: ToolProgress) => void;
  /** What is kept with the request where it has to wait. */
  paused?: unknown;
  /** Nobody can be asked: a call that a person would have to approve is refused. */
  neverWaits?: boolean;
  /** Id of an approval that was given for exactly this call. */
  grant?: string | null;
}

/** How a call ended. Sentences are ours, and may be shown to the person and to the model. */
export type ToolOutcome =
  | {
      status: 'ok';
      /** JSON. */
      output: unknown;
      /** The same for a prompt: fenced, and marked as data. */
      text: string;
      label: Label;
      passages: readonly Passage[];
      version: number;
      ms: number;
    }
  | { status: 'waiting'; approval: string; sentence: string; ms: number }
  | { status: 'refused'; sentence: string; ms: number }
  | {
      status: 'failed';
      sentence: string;
      /** What the other system said of it: bounded, without the secrets that were sent. Data, of the sensitivity of the tool; null where it said nothing. */
      said: string | null;
      label: Label | null;
      ms: number;
    };

/** Everything known of one call while it passes the gates. */
export interface GateState {
  readonly call: Call<Principal>;
  readonly request: ToolRequest;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  /** Null until it was found. */
  tool: KeptTool | null;
  leavesMachine: boolean;
  /** As they are sent: without personal data, where the plant wants that. */
  arguments: Readonly<Record<string, unknown>>;
  /** Puts back what was taken out of the arguments. */
  restore: (text: string) => string;
  /** What was sent along that proves who asks: nobody is shown it. */
  secrets: string[];
  hash: string;
  /** What the record of the end has beside the usual. */
  facts: Record<string, string | number | boolean>;
}

/** The tool of a call that has been found. */
export function foundTool({ tool }: GateState): KeptTool {
  if (tool === null) throw new Error('the tool was not looked for yet');
  return tool;
}

export const definitionOf = (state: GateState): ToolDefinition => foundTool(state).definition;

/** A gate that does not open. `denied`: not for this caller, or not now; `invalid`: the arguments are wrong. */
export class Refused extends Error {
  readonly outcome: 'denied' | 'invalid';

  constructor(sentence: string, outcome: 'denied' | 'invalid' = 'denied') {
    super(sentence);
    this.outcome = outcome;
  }
}

/** A person has to approve first. */
export class Waits extends Error {
  readonly approval: string;

  constructor(approval: string) {
    super('This call waits until a person approves it.');
    this.approval = approval;
  }
}
