import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { PasswordHasher } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { createUnknownNames } from './unknown-names.ts';

const FREE_TRIES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;

export interface Account {
  id: string;
  display_name: string;
  role: Role;
  password_hash: string | null;
  failed_sign_ins: number;
  locked_until: Date | null;
  is_active: boolean;
}

/** Names differ only if they differ to a reader: case and Unicode form are folded. */
export function foldName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** Milliseconds an account is locked after so many wrong passwords in a row: none, then doubling from a minute to an hour. */
export function lockFor(failures: number): number {
  return failures < FREE_TRIES ? 0 : Math.min(FIRST_LOCK_MS * 2 ** (failures - FREE_TRIES), LONGEST_LOCK_MS);
}

export interface LocalAccounts {
  /** The account if the password is right. Throws `SIGN_IN_FAILED` or `ACCOUNT_LOCKED`; unknown names take as long as known ones and are locked like them. */
  check(tenantId: string, name: string, password: string): Promise<Account>;
  /** For a second factor that was wrong: it counts as a wrong password does. */
  countFailure(tenantId: string, account: Account): Promise<void>;
}

export function createLocalAccounts({ database, hasher, clock }: { database: Database; hasher: PasswordHasher; clock: Clock }): LocalAccounts {
  async function find(tenantId: string, name: string): Promise<Account | undefined> {
    return database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.maybe<Account>(sql`
        SELECT id, display_name, role, password_hash, failed_sign_ins, locked_until, is_active FROM users WHERE tenant_id = ${tx.tenantId} AND external_id = ${foldName(name)}`),
    );
  }

  async function countFailure(tenantId: string, account: Account): Promise<void> {
    await database.withTenant({ tenantId, userId: null }, async (tx) => {
      const { failed_sign_ins: failures } = await tx.one<{ failed_sign_ins: number }>(sql`
        UPDATE users SET failed_sign_ins = failed_sign_ins + 1 WHERE tenant_id = ${tx.tenantId} AND id = ${account.id} RETURNING failed_sign_ins`);
      const lock = lockFor(failures);
      if (lock > 0) await tx.run(sql`UPDATE users SET locked_until = ${new Date(clock.now().getTime() + lock)} WHERE tenant_id = ${tx.tenantId} AND id = ${account.id}`);
    });
  }

  const unknown = createUnknownNames(lockFor);

  return {
    countFailure,
    async check(tenantId, name, password) {
      const account = await find(tenantId, name);
      const nameless = `${tenantId}/${foldName(name)}`;
      const lockedUntil = account ? (account.locked_until?.getTime() ?? 0) : unknown.lockedUntil(nameless);
      const locked = lockedUntil - clock.now().getTime();
      if (locked > 0) throw new MillwrightError('ACCOUNT_LOCKED', undefined, { retryAfter: Math.ceil(locked / 1000) });
      const right = await hasher.verify(account?.password_hash ?? null, password);
      if (!account) unknown.countFailure(nameless, clock.now().getTime());
      else if (!right) await countFailure(tenantId, account);
      if (!account?.is_active || !right) throw new MillwrightError('SIGN_IN_FAILED');
      return account;
    },
  };
}
