import type { audit } from '#shared/contract/audit.ts';
import type { EventOf } from '#shared/contract/define-operations.ts';
import type { Database } from '#core/ports/database.ts';
import type { LogVerifier } from '#core/ports/log-verifier.ts';
import { sql } from '#core/ports/sql.ts';
import { CHAIN_START, type ChainHead, type ChainVerdict } from './chain.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Evidence } from './log-check.ts';
import { logLines } from './log-rows.ts';
import type { AuditTrail } from './trail.ts';

interface Services {
  database: Database;
  trail: AuditTrail;
  checkpoints: Checkpoints;
  verifier: LogVerifier;
}

interface Scope {
  tenantId: string;
  userId: string;
}

/** Recomputes the log of a plant away from the event loop, telling how far it is. `kept` is what was kept elsewhere; the signatures of anchors have been looked at. */
export async function* verifyLog({ database, trail, checkpoints, verifier }: Services, scope: Scope, kept: Pick<Evidence, 'anchors' | 'receipts'>, signal: AbortSignal): AsyncGenerator<EventOf<typeof audit.verify>> {
  const signed = await checkpoints.evidence(scope.tenantId);
  await trail.flush();
  const { head, first, newest } = await extentOf(database, scope);
  // Records written while the check runs are left out; records that were put behind the head are not.
  const upTo = Math.max(head.seq, newest);
  const total = first === 0 ? 0 : upTo - first + 1;
  const check = verifier.start({ ...signed, ...kept, head } satisfies Evidence);
  try {
    let done = 0;
    for await (const { lines, records } of logLines(database, scope, upTo, signal)) {
      if (!(await check.take(lines))) break;
      done += records;
      yield { type: 'progress', done, total };
    }
    yield { type: 'verdict', verdict: (await check.end()) as ChainVerdict };
  } finally {
    check.close();
  }
}

async function extentOf(database: Database, scope: Scope): Promise<{ head: ChainHead; first: number; newest: number }> {
  return database.withTenant(scope, async (tx) => ({
    head: (await tx.maybe<ChainHead>(sql`SELECT seq, hash FROM audit_heads WHERE tenant_id = ${scope.tenantId}`)) ?? CHAIN_START,
    ...(await tx.one<{ first: number; newest: number }>(sql`SELECT coalesce(min(seq), 0) AS first, coalesce(max(seq), 0) AS newest FROM audit_logs WHERE tenant_id = ${tx.tenantId}`)),
  }));
}
