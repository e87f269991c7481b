import { GuardrailSettings } from '#shared/contract/guardrails.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import { sql } from '#core/ports/sql.ts';
import { type Blocklist, compileBlocklist, NO_BLOCKLIST } from './blocklist.ts';

const KEY = 'guardrails';
const STANDARD: GuardrailSettings = { support: 'mark', leastShare: 80, blocklist: [] };

/** What a plant has set, with its blocklist ready to search. */
export type GuardrailRules = Pick<GuardrailSettings, 'support' | 'leastShare'> & { blocklist: Blocklist };

/** Nothing is checked. */
export const NO_GUARDRAILS: GuardrailRules = { support: 'off', leastShare: 100, blocklist: NO_BLOCKLIST };

export function guardrailSettings(database: Database, { tenantId, userId }: TenantScope): Promise<GuardrailSettings> {
  return database.withTenant({ tenantId, userId }, async (tx) => {
    const row = await tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
    return row === undefined ? STANDARD : GuardrailSettings.parse(row.value);
  });
}

/** What the plant has set, ready to be applied. */
export async function guardrailRules({ database, patternEngine }: { database: Database; patternEngine: PatternEngine }, scope: TenantScope): Promise<GuardrailRules> {
  return compiled(patternEngine, await guardrailSettings(database, scope));
}

export function compiled(patternEngine: PatternEngine, { support, leastShare, blocklist }: GuardrailSettings): GuardrailRules {
  return { support, leastShare, blocklist: compileBlocklist(patternEngine, blocklist).blocklist };
}

export async function saveGuardrailSettings(tx: Transaction, settings: GuardrailSettings, now: Date): Promise<void> {
  await tx.run(sql`INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${tx.tenantId}, ${KEY}, ${JSON.stringify(settings)}::jsonb, ${now})
    ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
}
