import { createBackgroundEntry, daily, type AuditTrail, type Daily } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Logger } from '#core/ports/logger.ts';
import { activeTenants } from '#core/tenants/index.ts';
import type { MeasureRetention } from './measure-retention.ts';

interface Services {
  database: Database;
  retention: MeasureRetention;
  trail: AuditTrail;
  crypto: Crypto;
  clock: Clock;
  logger: Logger;
}

/** Removes once a day what plants keep measures for no longer, and records how much went. */
export function scheduleMeasurePruning({ database, retention, trail, crypto, clock, logger }: Services, firstMs?: number): Daily {
  const entry = createBackgroundEntry({ crypto, clock });

  async function prune(tenantId: string, signal: AbortSignal): Promise<void> {
    const scope = { tenantId, userId: null };
    const { days, generations, violations } = await retention.outlook(scope);
    if (days === null || generations + violations === 0) return;
    const about = { tenantId, correlationId: crypto.uuid(), event: 'usage.pruned', operation: 'usage.prune', resourceType: 'usage', resourceId: null } as const;
    await trail.write(entry({ ...about, outcome: 'intent' }));
    let removed = 0;
    try {
      for await (const step of retention.prune(scope, signal)) removed = step.removed;
      await trail.write(entry({ ...about, metadata: { removed } }));
    } catch (error) {
      await trail.write(entry({ ...about, outcome: signal.aborted ? 'cancelled' : 'failed', metadata: { removed } }));
      throw error;
    }
  }

  async function look(signal: AbortSignal): Promise<void> {
    for (const tenantId of await activeTenants(database)) {
      if (signal.aborted) return;
      await prune(tenantId, signal).catch((error: unknown) => signal.aborted || logger.error('old measures could not be removed', { tenantId, error: String(error) }));
    }
  }

  return daily(look, (error) => logger.error('old measures could not be looked for', { error: String(error) }), firstMs);
}
