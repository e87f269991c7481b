import { PersonalDataSettings, PII_KINDS } from '#shared/contract/personal-data.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import { sql } from '#core/ports/sql.ts';
import type { PersonalDataRules } from './guard-outgoing.ts';
import { compileOwnPatterns } from './own-patterns.ts';

const KEY = 'personal-data';
/** A workstation whose model never leaves it treats prompts as its own documents, until the plant says otherwise. */
const STANDARD: PersonalDataSettings = { mode: 'off', kinds: [...PII_KINDS], patterns: [], passages: false };

export function personalDataSettings(database: Database, { tenantId, userId }: TenantScope): Promise<PersonalDataSettings> {
  return database.withTenant({ tenantId, userId }, async (tx) => {
    const row = await tx.maybe<{ value: unknown }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
    return row === undefined ? STANDARD : PersonalDataSettings.parse(row.value);
  });
}

/** What the plant has set, ready to be applied. */
export async function personalDataRules({ database, patternEngine }: { database: Database; patternEngine: PatternEngine }, scope: TenantScope): Promise<PersonalDataRules> {
  const { mode, kinds, passages, patterns } = await personalDataSettings(database, scope);
  return { mode, kinds, passages, own: compileOwnPatterns(patternEngine, patterns).own };
}

export async function savePersonalDataSettings(tx: Transaction, tenantId: string, settings: PersonalDataSettings, now: Date): Promise<void> {
  await tx.run(sql`INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${tenantId}, ${KEY}, ${JSON.stringify(settings)}::jsonb, ${now})
    ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
}
