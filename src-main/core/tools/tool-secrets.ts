import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import { ToolFault } from './tool-kind.ts';

/** The keys and passwords that tools of a plant refer to by name. */
export interface ToolSecrets {
  names(scope: TenantScope): Promise<string[]>;
  keep(scope: TenantScope, name: string, secret: string): Promise<void>;
  /** Throws `SECRET_NOT_FOUND`. */
  drop(scope: TenantScope, name: string): Promise<void>;
  /** Null for one that is not kept, or was sealed by another installation. */
  open(scope: TenantScope, name: string): Promise<string | null>;
}

export function createToolSecrets({ database, secrets, clock }: { database: Database; secrets: Secrets; clock: Clock }): ToolSecrets {
  return {
    async names(scope) {
      const rows = await database.withTenant(scope, (tx) => tx.rows<{ name: string }>(sql`SELECT name FROM tool_secrets WHERE tenant_id = ${tx.tenantId} ORDER BY name`));
      return rows.map(({ name }) => name);
    },
    async keep(scope, name, secret) {
      const sealed = secrets.seal(secret, contextOf(scope.tenantId, name));
      await database.withTenant(scope, (tx) => tx.run(sql`
        INSERT INTO tool_secrets (tenant_id, name, sealed, kept_at) VALUES (${scope.tenantId}, ${name}, ${sealed}, ${clock.now()})
        ON CONFLICT (tenant_id, name) DO UPDATE SET sealed = EXCLUDED.sealed, kept_at = EXCLUDED.kept_at`));
    },
    async drop(scope, name) {
      const dropped = await database.withTenant(scope, (tx) => tx.run(sql`DELETE FROM tool_secrets WHERE tenant_id = ${tx.tenantId} AND name = ${name}`));
      if (dropped === 0) throw new MillwrightError('SECRET_NOT_FOUND');
    },
    async open(scope, name) {
      const row = await database.withTenant(scope, (tx) => tx.maybe<{ sealed: string }>(sql`SELECT sealed FROM tool_secrets WHERE tenant_id = ${tx.tenantId} AND name = ${name}`));
      return row === undefined ? null : secrets.open(row.sealed, contextOf(scope.tenantId, name));
    },
  };
}

/** A secret that is referred to by name. Throws `ToolFault` where it is not kept. */
export async function requireSecret(toolSecrets: Pick<ToolSecrets, 'open'>, scope: TenantScope, name: string): Promise<string> {
  const secret = await toolSecrets.open(scope, name);
  if (secret === null) throw new ToolFault(`The secret "${name}" that is needed for this is not kept here. An admin keeps it with the tools.`);
  return secret;
}

const contextOf = (tenantId: string, name: string): string => `tool-secret/${tenantId}/${name}`;
