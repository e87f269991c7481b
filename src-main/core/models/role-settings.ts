import type { Clock } from '#core/ports/clock.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { keepReads } from '#core/settings/index.ts';
import { CHAT_ROLES, type ChatRole } from '#shared/contract/models.ts';
import type { AssignedRole, RoleAssignments } from './choose-model.ts';

const KEY = 'models.roles';

/** Which model a plant uses for what. */
export interface RoleSettings {
  read(tenantId: string): Promise<RoleAssignments>;
  assign(scope: TenantScope, role: AssignedRole, modelId: string | null): Promise<void>;
  /** Whether another plant of this machine has chosen the model for anything. */
  chosenElsewhere(tenantId: string, modelId: string): Promise<boolean>;
  /** Puts models in order behind that of a role; null leaves it to the other role's. Nothing where the role has no model. */
  order(scope: TenantScope, role: ChatRole, ids: readonly string[] | null): Promise<void>;
  /** Clears every role the model has in this plant, and takes it out of every order. */
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
      for (const { id } of others) if (uses(await reads.get(id), modelId)) return true;
      return false;
    },
    assign: (scope, role, modelId) => change(scope, (current) => behindModels({ ...current, [role]: modelId })),
    order: (scope, role, ids) => change(scope, (current) => behindModels({ ...current, fallbacks: { ...current.fallbacks, [role]: ids ?? undefined } })),
    unassign: (scope, modelId) =>
      change(scope, ({ fast, heavy, rerank, embed, fallbacks = {} }) => {
        const without = <T>(id: string | null | undefined, then: T) => (id === modelId ? then : id);
        const left = CHAT_ROLES.map((role) => [role, fallbacks[role]?.filter((id) => id !== modelId)]);
        return behindModels({ fast: without(fast, null), heavy: without(heavy, null), rerank: without(rerank, undefined), embed: without(embed, undefined), fallbacks: Object.fromEntries(left) });
      }),
  };
}

const uses = ({ fallbacks = {}, ...roles }: RoleAssignments, modelId: string): boolean => [...Object.values(roles), ...Object.values(fallbacks).flat()].includes(modelId);

/** An order stands behind a model: it goes with it. */
function behindModels({ fallbacks = {}, ...roles }: RoleAssignments): RoleAssignments {
  return { ...roles, fallbacks: Object.fromEntries(CHAT_ROLES.filter((role) => roles[role]).map((role) => [role, fallbacks[role]])) };
}
