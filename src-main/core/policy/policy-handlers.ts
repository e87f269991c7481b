import { MillwrightError } from '#shared/contract/errors.ts';
import type { RolePermissions } from '#shared/contract/grants.ts';
import { type Label, type Role, ROLES } from '#shared/contract/permissions.ts';
import { type Policy, policy, READING_ROLES, type ReadingRole, RoleClearance } from '#shared/contract/policy.ts';
import { firstIssue } from '#shared/contract/validation-message.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/bind-handlers.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { clearanceOf, labelRank, roleClearance } from './clearance.ts';
import { ROLE_MATRIX } from './matrix.ts';
import type { PolicySettings } from './policy-settings.ts';
import { askRateOf, limitFor } from './rate-limits.ts';

interface PersonRow {
  id: string;
  display_name: string;
  role: Role;
  clearance: Label | null;
}

export function policyHandlers({ database, clock }: { database: Database; clock: Clock }): BoundOperation[] {
  async function set(tx: Transaction, tenantId: string, changed: SqlStatement): Promise<void> {
    await tx.run(sql`INSERT INTO tenant_policies (tenant_id) VALUES (${tenantId}) ON CONFLICT (tenant_id) DO NOTHING`);
    await tx.run(sql`UPDATE tenant_policies SET ${changed}, updated_at = ${clock.now()} WHERE tenant_id = ${tenantId}`);
  }

  return bindHandlers(policy, {
    get: (_input, { principal }) => database.withTenant(principal, policyOf),

    setClearance: ({ role, ...wanted }, { principal }) => {
      const parsed = RoleClearance.safeParse(wanted);
      if (!parsed.success) throw new MillwrightError('INVALID_INPUT', firstIssue(parsed.error));
      return database.withTenant(principal, async (tx) => {
        await set(tx, principal.tenantId, sql`clearance = clearance || ${JSON.stringify({ [role]: parsed.data })}::jsonb`);
        return policyOf(tx);
      });
    },

    setPersonClearance: ({ id, clearance }, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const person = await tx.maybe<{ role: Role }>(sql`SELECT role FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        if (person === undefined) throw new MillwrightError('USER_NOT_FOUND');
        const { most } = roleClearance(person.role, (await settingsOf(tx)).clearance);
        if (clearance !== null && labelRank(clearance) > labelRank(most)) throw new MillwrightError('CLEARANCE_TOO_HIGH');
        await tx.run(sql`UPDATE users SET clearance = ${clearance} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        return policyOf(tx);
      }),

    setRate: ({ role, rate }, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const ceiling = (await settingsOf(tx)).ceilings[role];
        if (rate && ceiling && (rate.perMinute > ceiling.perMinute || rate.perHour > ceiling.perHour)) {
          throw new MillwrightError('INVALID_INPUT', `The operator of this installation lets this role ask at most ${ceiling.perMinute} times a minute and ${ceiling.perHour} times an hour.`);
        }
        await set(tx, principal.tenantId, rate === null ? sql`rates = rates - ${role}::text` : sql`rates = rates || ${JSON.stringify({ [role]: rate })}::jsonb`);
        return policyOf(tx);
      }),
  });
}

/** What each role may do, read and ask in a plant. */
export async function permissionsByRole(tx: Transaction): Promise<RolePermissions[]> {
  const { clearance, rates } = await policyOf(tx);
  return ROLES.map((role) => ({ role, permissions: [...ROLE_MATRIX[role]], clearance: isReading(role) ? clearance[role] : null, rate: isReading(role) ? rates[role] : null }));
}

const isReading = (role: Role): role is ReadingRole => READING_ROLES.some((each) => each === role);

async function settingsOf(tx: Transaction): Promise<PolicySettings> {
  const { clearance, rates, ceilings } = await tx.one<{ [K in keyof PolicySettings]: PolicySettings[K] | null }>(sql`
    SELECT p.clearance, p.rates, t.config->'askRates' AS ceilings FROM tenants t LEFT JOIN tenant_policies p ON p.tenant_id = t.id WHERE t.id = ${tx.tenantId}`);
  return { clearance: clearance ?? {}, rates: rates ?? {}, ceilings: ceilings ?? {} };
}

async function policyOf(tx: Transaction): Promise<Policy> {
  const { clearance, rates, ceilings } = await settingsOf(tx);
  const people = await tx.rows<PersonRow>(sql`SELECT id, display_name, role, clearance FROM users WHERE tenant_id = ${tx.tenantId} ORDER BY display_name, id`);
  const byRole = <T>(value: (role: ReadingRole) => T): Record<ReadingRole, T> => ({ admin: value('admin'), user: value('user'), viewer: value('viewer') });
  return {
    clearance: byRole((role) => roleClearance(role, clearance)),
    rates: byRole((role) => limitFor('ask', role, askRateOf(role, { own: rates, ceilings }))),
    people: people.map((row) => ({ id: row.id, name: row.display_name, role: row.role, own: row.clearance, clearance: clearanceOf({ role: row.role, own: row.clearance }, clearance) })),
  };
}
