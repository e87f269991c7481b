import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { ToolKindName } from '#shared/contract/tool-kinds.ts';
import type { ToolDefinition } from '#shared/contract/tools.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { TenantScope } from '#core/ports/database.ts';

/** One call as the code behind a tool gets it: everything is checked by then. */
export interface ToolInvocation {
  definition: ToolDefinition;
  arguments: Readonly<Record<string, unknown>>;
  /** Names of the collections that documents are looked for in; all where there is none. */
  collections: readonly string[];
  /** The caller, as whom it runs. */
  call: Call<Principal>;
  /** A secret that the definition refers to. Throws `ToolFault` where it is not kept. */
  secret(name: string): Promise<string>;
  /** Says how far it is to whoever watches. */
  report(progress: ToolProgress): void;
  /** Aborted when the caller leaves and when the time of the tool is over. */
  signal: AbortSignal;
}

/** What a tool gave. */
export interface ToolYield {
  /** JSON. */
  output: unknown;
  /** How sensitive it is, where that is not what the definition says. */
  label?: Label | null;
  /** Passages of documents in it, for citing. */
  passages?: readonly Passage[];
}

/** How tools of one kind work. */
export interface ToolKind<K extends ToolKindName = ToolKindName> {
  readonly kind: K;
  /** Whether calls go to another machine. */
  leavesMachine(definition: ToolDefinition): boolean;
  /** Throws `TOOL_REFUSED` for a definition that could never run. */
  check(definition: ToolDefinition): void;
  /** Why it cannot work now in this plant, in a sentence; null where it can. */
  problem(definition: ToolDefinition, scope: TenantScope): string | null | Promise<string | null>;
  /** Throws `ToolFault` for whatever a person, or the model, can understand. */
  run(invocation: ToolInvocation): Promise<ToolYield>;
}

/** Why a call has no result, in a sentence that may be shown. */
export class ToolFault extends Error {
  /** The other side is to blame, not the arguments: after a few of these in a row a tool rests. */
  readonly outage: boolean;
  /** What the other system said of it, as it came; null where it said nothing. Kept apart from the sentence: it is data. */
  readonly said: string | null;

  constructor(sentence: string, options: { outage?: boolean; said?: string | null; cause?: unknown } = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.outage = options.outage ?? false;
    this.said = options.said ?? null;
  }
}
