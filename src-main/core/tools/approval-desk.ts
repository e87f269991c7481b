import type { ApprovalNeed, CurrentState } from '#shared/contract/tools.ts';
import type { ToolKindName } from '#shared/contract/tool-kinds.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';

/** Who wanted a call: the person, where nobody but them has said anything to the model by then; else it may have been what it had read. */
export type RequestedBy = 'person' | 'data';

/** A call that a person has to approve, exactly as it would run. */
export interface ApprovalWanted {
  tool: string;
  version: number;
  kind: ToolKindName;
  description: string;
  writes: boolean;
  leavesMachine: boolean;
  rule: ApprovalNeed;
  /** How approvers see what it would change. */
  current: CurrentState | null;
  arguments: Readonly<Record<string, unknown>>;
  /** Keyed hash of tool, version and arguments: what an approval is bound to. */
  argumentsHash: string;
  agent: string | null;
  conversationId: string | null;
  requestedBy: RequestedBy;
  why: string;
  /** What is kept with the request and given back when it is decided; JSON, of no meaning here. */
  paused: unknown;
}

/** Where people approve calls. */
export interface ApprovalDesk {
  /** Asks for one; gives its id. */
  request(call: Call<Principal>, wanted: ApprovalWanted): Promise<string>;
  /** Uses an approval up, once. Throws a `MillwrightError` where it is not for exactly this call of this person, is not given, or is over. */
  redeem(call: Call<Principal>, grant: string, wanted: ApprovalWanted): Promise<void>;
  /** How the call ended that an approval was used for, with what the other system said where it failed. */
  ended(call: Call<Principal>, grant: string, outcome: { status: 'ok' | 'failed' | 'unknown'; sentence: string | null; said: string | null; label: Label | null; ms: number }): Promise<void>;
}
