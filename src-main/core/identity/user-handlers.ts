import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import { type UserSummary, users } from '#shared/contract/users.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import { resourceRows, ROLE_MATRIX } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { foldName } from './local-accounts.ts';
import type { NewPasswords } from './new-passwords.ts';
import type { Sessions } from './sessions.ts';

interface UserRow {
  id: string;
  display_name: string;
  role: Role;
  email: string;
  from_provider: boolean;
  is_active: boolean;
  locked_until: Date | null;
  last_login: Date | null;
  created_at: Date;
  erased: boolean;
  held: boolean;
}

const ACCOUNT = sql`id, display_name, role, is_active, locked_until, last_login, created_at`;
const COLUMNS = sql`${ACCOUNT}, email,
  EXISTS (SELECT FROM sso_accounts s WHERE s.tenant_id = users.tenant_id AND s.user_id = users.id) AS from_provider,
  EXISTS (SELECT FROM erasures e WHERE e.tenant_id = users.tenant_id AND e.user_id = users.id) AS erased,
  EXISTS (SELECT FROM legal_holds h WHERE h.tenant_id = users.tenant_id AND h.user_id = users.id AND h.released_at IS NULL) AS held`;

interface Dependencies {
  database: Database;
  sessions: Sessions;
  newPasswords: NewPasswords;
  crypto: Crypto;
  clock: Clock;
}

export function userHandlers({ database, sessions, newPasswords, crypto, clock }: Dependencies) {
  return bindHandlers(users, {
    async list(_input, { principal }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<UserRow>(sql`SELECT ${COLUMNS} FROM users WHERE tenant_id = ${tx.tenantId} ORDER BY display_name, id`));
      return { users: rows.map((row) => summary(row, clock)) };
    },

    async add({ name, role, password, email }, { principal, note }) {
      const hash = await newPasswords.hash(password, [principal.tenantName, name]);
      const row = await database.withTenant(principal, async (tx) => {
        const taken = await tx.maybe(sql`SELECT id FROM users WHERE tenant_id = ${tx.tenantId} AND external_id = ${foldName(name)}`);
        if (taken) throw new MillwrightError('USER_EXISTS');
        return insertUser(tx, { id: crypto.uuid(), tenantId: principal.tenantId, name, role, hash, email, now: clock.now() });
      });
      note({ resourceId: row.id });
      return summary(row, clock);
    },

    async setRole({ id, role }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        if (role !== 'admin') await keepAnAdmin(tx, id);
        return change(tx, id, sql`role = ${role}`, clock);
      });
    },

    async setActive({ id, active }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        if (!active) {
          await keepAnAdmin(tx, id);
          await sessions.closeAll(tx, id);
        }
        return change(tx, id, sql`is_active = ${active}`, clock);
      });
    },

    async setEmail({ id, email }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        const given = await tx.maybe(sql`SELECT user_id FROM sso_accounts WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
        // What a provider says counts at each sign-in, so that anything else would be gone by the next.
        if (given) throw new MillwrightError('EMAIL_FROM_PROVIDER');
        return change(tx, id, sql`email = ${email ?? ''}`, clock);
      });
    },

    async resetPassword({ id, password }, { principal }) {
      const name = await database.withTenant(principal, (tx) => nameOf(tx, id));
      const hash = await newPasswords.hash(password, [principal.tenantName, name]);
      return database.withTenant(principal, async (tx) => {
        await sessions.closeAll(tx, id);
        return change(tx, id, sql`password_hash = ${hash}, failed_sign_ins = 0, locked_until = NULL`, clock);
      });
    },

    matrix: async () => ({ matrix: Object.fromEntries(Object.entries(ROLE_MATRIX).map(([role, may]) => [role, [...may]])) as Record<Role, (typeof ROLE_MATRIX)['admin'][number][]>, resources: resourceRows() }),
  });
}

/** Throws `USER_NOT_FOUND`. */
async function nameOf(tx: Transaction, id: string): Promise<string> {
  const row = await tx.maybe<{ display_name: string }>(sql`SELECT display_name FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  if (row === undefined) throw new MillwrightError('USER_NOT_FOUND');
  return row.display_name;
}

export function insertUser(
  tx: Transaction,
  user: { id: string; tenantId: string; name: string; role: Role; hash: string; email?: string | undefined; now: Date },
): Promise<UserRow> {
  return tx.one<UserRow>(sql`
    INSERT INTO users (id, tenant_id, external_id, email, display_name, role, password_hash, created_at)
    VALUES (${user.id}, ${user.tenantId}, ${foldName(user.name)}, ${user.email ?? ''}, ${user.name.trim()}, ${user.role}, ${user.hash}, ${user.now})
    RETURNING ${ACCOUNT}, ${user.email ?? ''}::text AS email, false AS from_provider, false AS erased, false AS held`);
}

async function change(tx: Transaction, id: string, assignments: ReturnType<typeof sql>, clock: Clock): Promise<UserSummary> {
  const row = await tx.maybe<UserRow>(sql`UPDATE users SET ${assignments} WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND NOT EXISTS (SELECT FROM erasures e WHERE e.tenant_id = users.tenant_id AND e.user_id = users.id) RETURNING ${COLUMNS}`);
  if (!row) throw new MillwrightError('USER_NOT_FOUND');
  return summary(row, clock);
}

/** A plant without an active admin could never be administered again. */
async function keepAnAdmin(tx: Transaction, leaving: string): Promise<void> {
  const { others } = await tx.one<{ others: number }>(sql`
    SELECT count(*)::int AS others FROM users WHERE tenant_id = ${tx.tenantId} AND role = 'admin' AND is_active AND id <> ${leaving}`);
  if (others === 0) throw new MillwrightError('LAST_ADMIN');
}

function summary(row: UserRow, clock: Clock): UserSummary {
  const locked = row.locked_until && row.locked_until > clock.now() ? row.locked_until.toISOString() : null;
  return {
    id: row.id,
    name: row.display_name,
    role: row.role,
    email: row.email === '' ? null : row.email,
    fromProvider: row.from_provider,
    active: row.is_active,
    erased: row.erased,
    held: row.held,
    lockedUntil: locked,
    lastSignIn: row.last_login?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
