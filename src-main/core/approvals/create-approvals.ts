import type { AuditTrail } from '#core/audit/index.ts';
import type { Reauthenticate } from '#core/identity/index.ts';
import type { Notices } from '#core/notices/index.ts';
import { type BoundOperation, createChanges, type Principal } from '#core/pipeline/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { ApprovalDesk } from '#core/tools/index.ts';
import { createApprovalDesk, type DeskDeps } from './approval-desk.ts';
import { approvalHandlers } from './approval-handlers.ts';
import { createApprovalRecord } from './approval-record.ts';
import { type ExpiryDeps, scheduleExpiry } from './expiry.ts';
import { tellOf } from './tell-of.ts';
import { createApprovedRuns, type RunnerDeps } from './run-approved.ts';
import { watchWaiting } from './watch-waiting.ts';

type Made = 'record' | 'tell' | 'wake' | 'changes';

export interface ApprovalsDeps extends Omit<DeskDeps, Made>, Omit<RunnerDeps, Made>, Pick<ExpiryDeps, 'ended'> {
  trail: AuditTrail;
  crypto: Crypto;
  reauthenticate: Reauthenticate;
  notices: Pick<Notices, 'tell' | 'wake'>;
}

/** Calls that people have to agree to: asked for, decided, run once, or over. */
export interface Approvals {
  desk: ApprovalDesk;
  operations: BoundOperation[];
  /** How many calls wait for somebody to decide: now, and again when something changed of those they see, until the signal aborts. */
  watchWaiting(principal: Principal, signal: AbortSignal): AsyncGenerator<number, void>;
  /** Takes up what a stop left open. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const changes = createChanges();
  const wake = (tenantId: string): void => {
    changes.tell(tenantId);
    deps.notices.wake();
  };
  const parts = { ...deps, record: createApprovalRecord(deps), changes, wake, tell: tellOf(deps.notices.tell) };
  const runs = createApprovedRuns(parts);
  const expiry = scheduleExpiry(parts);
  return {
    desk: createApprovalDesk(parts),
    operations: approvalHandlers({ ...parts, runs }),
    watchWaiting: (principal, signal) => watchWaiting(parts, principal, signal),
    async start() {
      await runs.resume();
      await expiry.look();
    },
    async close() {
      await expiry.close();
      await runs.close();
    },
  };
}
