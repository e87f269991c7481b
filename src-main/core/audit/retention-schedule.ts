import type { Crypto } from '#core/ports/crypto.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { sql } from '#core/ports/sql.ts';
import { createBackgroundEntry } from './background-entry.ts';
import { type Daily, daily } from './daily.ts';
import type { Retention } from './retention.ts';
import type { AuditTrail } from './trail.ts';

interface Services {
  database: Database;
  retention: Retention;
  trail: AuditTrail;
  crypto: Crypto;
  clock: Clock;
  logger: Logger;
}

/** Prunes once a day the log of every plant that keeps it for a time only. */
export function scheduleRetention({ database, retention, trail, crypto, clock, logger }: Services, firstMs?: number): Daily {
  const entry = createBackgroundEntry({ crypto, clock });

  async function prune(tenantId: string, signal: AbortSignal): Promise<void> {
    const scope = { tenantId, userId: null };
    if ((await retention.outlook(scope)).next === null) return;
    const actor = { userId: null, sessionId: null, correlationId: crypto.uuid() };
    await trail.write(entry({ ...actor, tenantId, event: 'audit.pruned', outcome: 'intent', operation: 'audit.prune', resourceType: 'audit', resourceId: null }));
    for await (const { removed, total } of retention.prune(scope, actor, signal)) logger.info('old audit records were pruned', { tenantId, removed, total });
  }

  async function look(signal: AbortSignal): Promise<void> {
    const tenants = await database.withSystem((tx) => tx.rows<{ tenant_id: string }>(sql`SELECT r.tenant_id FROM audit_retention r JOIN tenants t ON t.id = r.tenant_id WHERE t.is_active`));
    for (const { tenant_id: tenantId } of tenants) {
      if (signal.aborted) return;
      await prune(tenantId, signal).catch((error: unknown) => signal.aborted || logger.error('old audit records could not be pruned', { tenantId, error: String(error) }));
    }
  }

  return daily(look, (error) => logger.error('old audit records could not be looked for', { error: String(error) }), firstMs);
}
