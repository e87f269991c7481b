import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { sql } from '#core/ports/sql.ts';
import { fromBase32, matchingStep, toBase32 } from './totp.ts';

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;

interface FactorRow {
  secret: string;
  confirmed_at: Date | null;
  last_step: number;
  recovery_codes: string[];
}

/** The second factors of local accounts. A code serves once. */
export interface SecondFactors {
  state(tenantId: string, userId: string): Promise<{ on: boolean; recoveryCodes: number }>;
  /** A new secret, base32, that counts once it is confirmed. Throws `INVALID_INPUT` where a factor is on already. */
  begin(tenantId: string, userId: string): Promise<string>;
  /** Switches the factor on and gives its recovery codes. Throws `CODE_WRONG`. */
  confirm(tenantId: string, userId: string, code: string): Promise<string[]>;
  /** `unneeded` where the person has none; a right code is used up. */
  check(tenantId: string, userId: string, code: string | undefined): Promise<'unneeded' | 'right' | 'missing' | 'wrong'>;
  remove(tenantId: string, userId: string): Promise<boolean>;
}

interface Dependencies {
  database: Database;
  secrets: Secrets;
  crypto: Crypto;
  clock: Clock;
}

export function createSecondFactors({ database, secrets, crypto, clock }: Dependencies): SecondFactors {
  const scope = (tenantId: string) => ({ tenantId, userId: null });
  const context = (tenantId: string, userId: string): string => `totp:${tenantId}:${userId}`;
  const row = (tx: Transaction, userId: string) =>
    tx.maybe<FactorRow>(sql`SELECT secret, confirmed_at, last_step, recovery_codes FROM second_factors WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} FOR UPDATE`);

  function stepOf(found: FactorRow, context_: string, code: string): number | null {
    const secret = secrets.open(found.secret, context_);
    return secret === null ? null : matchingStep(fromBase32(secret), code, { now: clock.now(), lastStep: found.last_step, crypto });
  }

  return {
    async state(tenantId, userId) {
      const found = await database.withTenant(scope(tenantId), (tx) => row(tx, userId));
      return found?.confirmed_at ? { on: true, recoveryCodes: found.recovery_codes.length } : { on: false, recoveryCodes: 0 };
    },

    begin: (tenantId, userId) =>
      database.withTenant(scope(tenantId), async (tx) => {
        if ((await row(tx, userId))?.confirmed_at) throw new MillwrightError('INVALID_INPUT', 'There is a second factor already. Switch it off first.');
        const secret = toBase32(crypto.bytes(SECRET_BYTES));
        const sealed = secrets.seal(secret, context(tenantId, userId));
        await tx.run(sql`
          INSERT INTO second_factors (tenant_id, user_id, secret) VALUES (${tenantId}, ${userId}, ${sealed})
          ON CONFLICT (tenant_id, user_id) DO UPDATE SET secret = excluded.secret, last_step = 0`);
        return secret;
      }),

    confirm: (tenantId, userId, code) =>
      database.withTenant(scope(tenantId), async (tx) => {
        const found = await row(tx, userId);
        const step = found && !found.confirmed_at ? stepOf(found, context(tenantId, userId), code) : null;
        if (step === null) throw new MillwrightError('CODE_WRONG');
        const codes = Array.from({ length: RECOVERY_CODES }, () => toBase32(crypto.bytes(RECOVERY_BYTES)).replace(/(.{4})(?=.)/g, '$1-'));
        const hashes = codes.map((each) => crypto.sha256(plain(each)));
        await tx.run(sql`UPDATE second_factors SET confirmed_at = ${clock.now()}, last_step = ${step}, recovery_codes = ${hashes}::text[] WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`);
        return codes;
      }),

    check: (tenantId, userId, code) =>
      database.withTenant(scope(tenantId), async (tx) => {
        const found = await row(tx, userId);
        if (!found?.confirmed_at) return 'unneeded';
        if (code === undefined || code === '') return 'missing';
        const step = stepOf(found, context(tenantId, userId), code.replaceAll(/\s/g, ''));
        if (step !== null) {
          await tx.run(sql`UPDATE second_factors SET last_step = ${step} WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`);
          return 'right';
        }
        const hash = crypto.sha256(plain(code));
        if (!found.recovery_codes.includes(hash)) return 'wrong';
        await tx.run(sql`UPDATE second_factors SET recovery_codes = array_remove(recovery_codes, ${hash}::text) WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`);
        return 'right';
      }),

    remove: (tenantId, userId) =>
      database.withTenant(scope(tenantId), async (tx) => (await tx.run(sql`DELETE FROM second_factors WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId}`)) > 0),
  };
}

/** A recovery code as it counts, however it is typed. */
function plain(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '');
}
