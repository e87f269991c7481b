import type { Operation } from '#shared/contract/define-operations.ts';
import type { BoundOperation } from './bind-handlers.ts';
import type { AuditFacts, Principal } from './call.ts';
import type { Invocation } from './pipeline.ts';

/** Everything known of one call while it passes through the steps. */
export interface CallState {
  readonly invocation: Invocation;
  readonly correlationId: string;
  readonly startedAt: number;
  readonly bound: BoundOperation;
  readonly operation: Operation;
  /** Null until authenticated, and for callers who showed nothing. */
  principal: Principal | null;
  /** The validated input; undefined until then. */
  input: unknown;
  /** Null until the request is looked at: one refused before that has it worked out for its record. */
  requestHash: string | null;
  facts: AuditFacts;
}
