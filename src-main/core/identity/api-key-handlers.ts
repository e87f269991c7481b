import { type ApiKeySummary, apikeys } from '#shared/contract/apikeys.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type Permission, PERSONAL_PERMISSIONS } from '#shared/contract/permissions.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { permissionsOf, reach } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { makeApiKey } from './api-keys.ts';
import { ownerOf } from './owner-of.ts';

interface Row {
  id: string;
  name: string;
  prefix: string;
  user_id: string;
  user_name: string;
  scopes: Permission[];
  created_at: Date;
  expires_at: Date | null;
  last_used: Date | null;
  revoked_at: Date | null;
}

const KEYS = sql`SELECT k.id, k.name, k.prefix, k.user_id, u.display_name AS user_name, k.scopes, k.created_at, k.expires_at, k.last_used, k.revoked_at
  FROM api_keys k JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id`;

export function apiKeyHandlers({ database, crypto, clock }: { database: Database; crypto: Crypto; clock: Clock }) {
  const summary = (row: Row): ApiKeySummary => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    user: { id: row.user_id, name: row.user_name },
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsed: row.last_used?.toISOString() ?? null,
    state: row.revoked_at ? 'revoked' : row.expires_at && row.expires_at <= clock.now() ? 'expired' : 'active',
  });

  const byId = (tx: Transaction, id: string) => tx.maybe<Row>(sql`${KEYS} WHERE k.tenant_id = ${tx.tenantId} AND k.id = ${id}`);

  return bindHandlers(apikeys, {
    async mine(_input, { principal }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<Row>(sql`${KEYS} WHERE k.user_id = ${principal.userId} ORDER BY k.created_at DESC, k.id`));
      return { keys: rows.map(summary) };
    },

    async list(_input, { principal }) {
      const rows = await database.withTenant(principal, (tx) => tx.rows<Row>(sql`${KEYS} WHERE ${reach(principal, 'key', { tenant: sql`k.tenant_id`, owner: sql`k.user_id` })} ORDER BY k.created_at DESC, k.id`));
      return { keys: rows.map(summary) };
    },

    async create({ name, userId, scopes, expiresAt }, { principal, note }) {
      requireOwnRights(principal, scopes);
      const expires = expiresAt ? new Date(expiresAt) : null;
      if (expires && expires <= clock.now()) throw new MillwrightError('KEY_REFUSED', 'The key would have expired already.');
      const [id, made] = [crypto.uuid(), makeApiKey(crypto)];
      const row = await database.withTenant(principal, async (tx) => {
        const owner = await ownerOf(tx, principal, userId);
        await tx.run(sql`INSERT INTO api_keys (id, tenant_id, user_id, name, prefix, key_hash, scopes, created_by, created_at, expires_at)
          VALUES (${id}, ${principal.tenantId}, ${owner}, ${name}, ${made.prefix}, ${made.hash}, ${[...new Set(scopes)]}::text[], ${principal.userId}, ${clock.now()}, ${expires})`);
        return byId(tx, id);
      });
      if (!row) throw new MillwrightError('INTERNAL');
      note({ metadata: { keyId: id } });
      return { key: made.key, about: summary(row) };
    },

    async revoke({ id }, { principal }) {
      const row = await database.withTenant(principal, async (tx) => {
        await tx.run(sql`UPDATE api_keys SET revoked_at = ${clock.now()} WHERE id = ${id} AND revoked_at IS NULL AND ${reach(principal, 'key', { tenant: sql`tenant_id`, owner: sql`user_id` })}`);
        return tx.maybe<Row>(sql`${KEYS} WHERE k.id = ${id} AND ${reach(principal, 'key', { tenant: sql`k.tenant_id`, owner: sql`k.user_id` })}`);
      });
      if (!row) throw new MillwrightError('KEY_NOT_FOUND');
      return summary(row);
    },
  });
}

/** Nobody hands on what they may not do themselves, and no key makes another: what it could do would outlive it. */
function requireOwnRights(principal: Principal, scopes: readonly Permission[]): void {
  if (principal.key) throw new MillwrightError('KEY_REFUSED', 'A key cannot make another key. Sign in to make one.');
  const personal = scopes.filter((scope) => PERSONAL_PERMISSIONS.includes(scope));
  if (personal.length > 0) throw new MillwrightError('KEY_REFUSED', `Only a person may do this, never a key: ${personal.join(', ')}.`);
  const beyond = scopes.filter((scope) => !permissionsOf(principal).includes(scope));
  if (beyond.length > 0) throw new MillwrightError('KEY_REFUSED', `You may not do this yourself, so a key made by you may not either: ${beyond.join(', ')}.`);
}
