import type { AuditTrail } from '#core/audit/index.ts';
import type { Reauthenticate } from '#core/identity/index.ts';
import type { BoundOperation } from '#core/pipeline/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { ApprovalDesk } from '#core/tools/index.ts';
import { createApprovalDesk, type DeskDeps } from './approval-desk.ts';
import { approvalHandlers } from './approval-handlers.ts';
import { createApprovalRecord } from './approval-record.ts';
import { scheduleExpiry } from './expiry.ts';
import { createApprovedRuns, type RunnerDeps } from './run-approved.ts';

export interface ApprovalsDeps extends Omit<DeskDeps, 'record' | 'announce'>, RunnerDeps {
  trail: AuditTrail;
  crypto: Crypto;
  reauthenticate: Reauthenticate;
  /** Tells people that something waits; it may take its time, and may fail. */
  announce?(tenantId: string, id: string): void;
}

/** Calls that people have to agree to: asked for, decided, run once, or over. */
export interface Approvals {
  desk: ApprovalDesk;
  operations: BoundOperation[];
  /** Takes up what a stop left open. */
  start(): Promise<void>;
  /** Ends what is late; happens by itself every few seconds. */
  look(): Promise<void>;
  /** Resolves when no approved call runs. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const parts = { ...deps, record: createApprovalRecord(deps), announce: deps.announce ?? (() => undefined) };
  const runs = createApprovedRuns(deps);
  const expiry = scheduleExpiry(parts);
  return {
    desk: createApprovalDesk(parts),
    operations: approvalHandlers({ ...parts, runs }),
    async start() {
      await runs.resume();
      await expiry.look();
    },
    look: () => expiry.look(),
    idle: () => runs.idle(),
    async close() {
      await expiry.close();
      await runs.close();
    },
  };
}
