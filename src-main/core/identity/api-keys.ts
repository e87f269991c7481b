import { MillwrightError } from '#shared/contract/errors.ts';
import type { Permission } from '#shared/contract/permissions.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const TOUCH_EVERY_MS = 60_000;
const SECRET_BYTES = 32;
const KEY = /^mwk_[0-9a-f]{12}_[\w-]{43}$/;

/** A new key: `mwk_<prefix>_<secret>`. The prefix tells keys apart on the screen; only the hash of the whole is stored. */
export function makeApiKey(crypto: Crypto): { key: string; prefix: string; hash: string } {
  const prefix = `mwk_${crypto.uuid().slice(-12)}`;
  const key = `${prefix}_${crypto.token(SECRET_BYTES)}`;
  return { key, prefix, hash: crypto.sha256(key) };
}

export interface FoundKey {
  id: string;
  tenantId: string;
  userId: string;
  scopes: readonly Permission[];
  expiresAt: Date | null;
}

export interface ApiKeys {
  /** The key that was shown, if it counts now; also notes that it was used, to the minute. Throws `UNAUTHENTICATED`. */
  find(key: string): Promise<FoundKey>;
}

interface KeyRow {
  id: string;
  tenant_id: string;
  user_id: string;
  scopes: Permission[];
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used: Date | null;
}

export function createApiKeys({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): ApiKeys {
  return {
    async find(key) {
      const row = KEY.test(key)
        ? await database.withSystem((tx) =>
            tx.maybe<KeyRow>(sql`SELECT id, tenant_id, user_id, scopes, expires_at, revoked_at, last_used FROM api_keys WHERE key_hash = ${crypto.sha256(key)}`),
          )
        : undefined;
      const now = clock.now();
      if (!row || row.revoked_at || (row.expires_at && row.expires_at <= now)) {
        throw new MillwrightError('UNAUTHENTICATED', 'This API key is not valid: it is unknown, expired or revoked.');
      }
      if (now.getTime() - (row.last_used?.getTime() ?? 0) >= TOUCH_EVERY_MS) {
        await database.withTenant({ tenantId: row.tenant_id, userId: null }, (tx) => tx.run(sql`UPDATE api_keys SET last_used = ${now} WHERE tenant_id = ${tx.tenantId} AND id = ${row.id}`));
      }
      return { id: row.id, tenantId: row.tenant_id, userId: row.user_id, scopes: row.scopes, expiresAt: row.expires_at };
    },
  };
}
