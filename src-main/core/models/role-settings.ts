import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { keepReads } from '#core/settings/index.ts';
import type { AssignedRole, RoleAssignments } from './choose-model.ts';

const KEY = 'models.roles';

/** Which model a plant uses for what. */
export interface RoleSettings {
  read(tenantId: string): Promise<RoleAssignments>;
  assign(scope: TenantScope, role: AssignedRole, modelId: string | null): Promise<void>;
  /** Whether another plant of this machine has chosen the model for anything. */
  chosenElsewhere(tenantId: string, modelId: string): Promise<boolean>;
  /** Clears every role the model has in this plant. */
  unassign(scope: TenantScope, modelId: string): Promise<void>;
}

export function createRoleSettings(database: Database, clock: Clock): RoleSettings {
  // Each question asks for it several times.
  const reads = keepReads((tenantId) =>
    database.withTenant({ tenantId, userId: null }, async (tx) => {
      const row = await tx.maybe<{ value: RoleAssignments }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY}`);
      return row?.value ?? {};
    }),
  );

  const change = (scope: TenantScope, next: (current: RoleAssignments) => RoleAssignments): Promise<void> => reads.changing(scope.tenantId, () => write(scope, next));

  async function write(scope: TenantScope, next: (current: RoleAssignments) => RoleAssignments): Promise<void> {
    await database.withTenant(scope, async (tx) => {
      const row = await tx.maybe<{ value: RoleAssignments }>(sql`SELECT value FROM settings WHERE tenant_id = ${tx.tenantId} AND key = ${KEY} FOR UPDATE`);
      const value = JSON.stringify(next(row?.value ?? {}));
      await tx.run(sql`
        INSERT INTO settings (tenant_id, key, value, updated_at) VALUES (${scope.tenantId}, ${KEY}, ${value}::text::jsonb, ${clock.now()})
        ON CONFLICT (tenant_id, key) DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at`);
    });
  }

  return {
    read: reads.get,
    async chosenElsewhere(tenantId, modelId) {
      const others = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants WHERE id <> ${tenantId}`));
      for (const { id } of others) if (Object.values(await reads.get(id)).includes(modelId)) return true;
      return false;
    },
    assign: (scope, role, modelId) => change(scope, (current) => ({ ...current, [role]: modelId })),
    unassign: (scope, modelId) =>
      change(scope, ({ fast, heavy, rerank, embed }) => {
        const without = <T>(id: string | null | undefined, then: T) => (id === modelId ? then : id);
        return { fast: without(fast, null), heavy: without(heavy, null), rerank: without(rerank, undefined), embed: without(embed, undefined) };
      }),
  };
}
