import { MillwrightError } from '#shared/contract/errors.ts';
import type { Permission } from '#shared/contract/permissions.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { Concerns } from './concerns.ts';

const TOUCH_EVERY_MS = 60_000;
const SECRET_BYTES = 32;
const KEY = /^(mwk_[0-9a-f]{12})_[\w-]{43}$/;

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
  /** The key that was shown, if it counts now; also notes that it was used, to the minute. Throws `UNAUTHENTICATED`, after saying whose it is. */
  find(key: string, concerns?: Concerns): Promise<FoundKey>;
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

const COLUMNS = sql`id, tenant_id, user_id, scopes, expires_at, revoked_at, last_used`;

export function createApiKeys({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): ApiKeys {
  const byHash = (key: string) => database.withSystem((tx) => tx.maybe<KeyRow>(sql`SELECT ${COLUMNS} FROM api_keys WHERE key_hash = ${crypto.sha256(key)}`));

  /** Whose key it looks like: the beginning is no secret, so this says nothing of who shows it. */
  async function looksLike(prefix: string, concerns: Concerns): Promise<void> {
    const [row, ...others] = await database.withSystem((tx) => tx.rows<KeyRow>(sql`SELECT ${COLUMNS} FROM api_keys WHERE prefix = ${prefix}`));
    if (row && others.length === 0) concerns({ tenantId: row.tenant_id, metadata: { via: 'key', key: row.id, why: 'secret' } });
  }

  return {
    async find(key, concerns = () => undefined) {
      const prefix = KEY.exec(key)?.[1];
      const row = prefix === undefined ? undefined : await byHash(key);
      const now = clock.now();
      const ended = row?.revoked_at ? 'revoked' : row?.expires_at && row.expires_at <= now ? 'expired' : null;
      if (row) concerns({ tenantId: row.tenant_id, userId: row.user_id, metadata: { via: 'key', key: row.id, ...(ended === null ? {} : { why: ended }) } });
      else if (prefix !== undefined) await looksLike(prefix, concerns);
      if (!row || ended !== null) throw new MillwrightError('UNAUTHENTICATED', 'This API key is not valid: it is unknown, expired or revoked.');
      if (now.getTime() - (row.last_used?.getTime() ?? 0) >= TOUCH_EVERY_MS) {
        await database.withTenant({ tenantId: row.tenant_id, userId: null }, (tx) => tx.run(sql`UPDATE api_keys SET last_used = ${now} WHERE tenant_id = ${tx.tenantId} AND id = ${row.id}`));
      }
      return { id: row.id, tenantId: row.tenant_id, userId: row.user_id, scopes: row.scopes, expiresAt: row.expires_at };
    },
  };
}
