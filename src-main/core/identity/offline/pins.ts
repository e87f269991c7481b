import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { PasswordHasher } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Machine } from '#core/ports/machine.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import { foldName, lockFor } from '../local-accounts.ts';
import { createUnknownNames } from '../unknown-names.ts';

interface PinRow {
  user_id: string;
  is_active: boolean;
  pin_hash: string | null;
  offline_grant: string | null;
  pin_locked_until: Date | null;
}

/** What this installation grants on this machine: its key and the machine's id are needed to read it, so a copied data directory grants nothing elsewhere. */
export interface OfflineGrant {
  rolesAsOf: Date;
}

/** PINs of people with an organisation account. */
export interface Pins {
  set(tenantId: string, userId: string, pin: string): Promise<void>;
  /** Whether there was one. */
  remove(tenantId: string, userId: string): Promise<boolean>;
  /** Whose PIN it is. Throws `SIGN_IN_FAILED` or `ACCOUNT_LOCKED`, as for passwords; an unknown name takes as long and is locked alike. */
  check(tenantId: string, name: string, pin: string): Promise<string>;
  checkOf(tenantId: string, userId: string, pin: string): Promise<void>;
  /** Null where there is no PIN, or the grant was made by another installation or on another machine. */
  grant(tenantId: string, userId: string): Promise<OfflineGrant | null>;
  /** To be called when the provider has answered for the person. */
  renewGrant(tenantId: string, userId: string): Promise<void>;
}

interface Dependencies {
  database: Database;
  hasher: PasswordHasher;
  secrets: Secrets;
  clock: Clock;
  machine: Pick<Machine, 'id'>;
}

const COLUMNS = sql`a.user_id, u.is_active, a.pin_hash, a.offline_grant, a.pin_locked_until`;

export function createPins({ database, hasher, secrets, clock, machine }: Dependencies): Pins {
  const scope = (tenantId: string) => ({ tenantId, userId: null });
  const context = (tenantId: string, userId: string): string => `offline-grant:${tenantId}:${userId}:${machine.id ?? ''}`;
  const unknown = createUnknownNames(lockFor);
  const byUser = (tenantId: string, userId: string) =>
    database.withTenant(scope(tenantId), (tx) => tx.maybe<PinRow>(sql`SELECT ${COLUMNS} FROM sso_accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id WHERE a.tenant_id = ${tx.tenantId} AND a.user_id = ${userId}`));

  async function byName(tenantId: string, name: string): Promise<PinRow | undefined> {
    const rows = await database.withTenant(scope(tenantId), (tx) =>
      tx.rows<PinRow>(sql`SELECT ${COLUMNS} FROM sso_accounts a JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id WHERE a.tenant_id = ${tx.tenantId} AND a.login_name = ${foldName(name)}`),
    );
    return rows.length === 1 ? rows[0] : undefined;
  }

  function refuseLocked(until: number): void {
    const wait = until - clock.now().getTime();
    if (wait > 0) throw new MillwrightError('ACCOUNT_LOCKED', undefined, { retryAfter: Math.ceil(wait / 1000) });
  }

  async function countFailure(tenantId: string, userId: string): Promise<void> {
    await database.withTenant(scope(tenantId), async (tx) => {
      const { pin_failures: failures } = await tx.one<{ pin_failures: number }>(sql`
        UPDATE sso_accounts SET pin_failures = pin_failures + 1 WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} RETURNING pin_failures`);
      const lock = lockFor(failures);
      if (lock > 0) await tx.run(sql`UPDATE sso_accounts SET pin_locked_until = ${new Date(clock.now().getTime() + lock)} WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`);
    });
  }

  async function checkRow(tenantId: string, row: PinRow, pin: string): Promise<void> {
    refuseLocked(row.pin_locked_until?.getTime() ?? 0);
    const right = await hasher.verify(row.pin_hash, pin);
    if (!right) await countFailure(tenantId, row.user_id);
    if (!right || !row.is_active) throw new MillwrightError('SIGN_IN_FAILED');
    await database.withTenant(scope(tenantId), (tx) => tx.run(sql`UPDATE sso_accounts SET pin_failures = 0, pin_locked_until = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${row.user_id}`));
  }

  const seal = (tenantId: string, userId: string): string => secrets.seal(clock.now().toISOString(), context(tenantId, userId));

  return {
    async set(tenantId, userId, pin) {
      const hash = await hasher.hash(pin);
      await database.withTenant(scope(tenantId), (tx) =>
        tx.run(sql`
          UPDATE sso_accounts SET pin_hash = ${hash}, offline_grant = ${seal(tenantId, userId)}, pin_failures = 0, pin_locked_until = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`),
      );
    },
    async remove(tenantId, userId) {
      const gone = await database.withTenant(scope(tenantId), (tx) =>
        tx.run(sql`UPDATE sso_accounts SET pin_hash = NULL, offline_grant = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND pin_hash IS NOT NULL`),
      );
      return gone > 0;
    },
    async check(tenantId, name, pin) {
      const row = await byName(tenantId, name);
      if (row) {
        await checkRow(tenantId, row, pin);
        return row.user_id;
      }
      const key = `${tenantId}/${foldName(name)}`;
      refuseLocked(unknown.lockedUntil(key));
      await hasher.verify(null, pin);
      unknown.countFailure(key, clock.now().getTime());
      throw new MillwrightError('SIGN_IN_FAILED');
    },
    async checkOf(tenantId, userId, pin) {
      const row = await byUser(tenantId, userId);
      if (!row) throw new MillwrightError('SIGN_IN_FAILED');
      await checkRow(tenantId, row, pin);
    },
    async grant(tenantId, userId) {
      const sealed = (await byUser(tenantId, userId))?.offline_grant;
      const since = sealed ? secrets.open(sealed, context(tenantId, userId)) : null;
      return since === null ? null : { rolesAsOf: new Date(since) };
    },
    async renewGrant(tenantId, userId) {
      await database.withTenant(scope(tenantId), (tx) =>
        tx.run(sql`UPDATE sso_accounts SET offline_grant = ${seal(tenantId, userId)} WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND pin_hash IS NOT NULL`),
      );
    },
  };
}
