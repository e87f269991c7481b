import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label, Role } from '#shared/contract/permissions.ts';
import type { Credential, Principal } from '#core/pipeline/call.ts';
import { clearanceOf, type PolicySettings } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { IDLE_MS, type Sessions } from './sessions.ts';

interface PrincipalRow {
  session_id: string | null;
  expires_at: Date | null;
  last_seen: Date | null;
  revoked_at: Date | null;
  tenant_id: string;
  tenant_name: string;
  tenant_slug: string;
  tenant_active: boolean;
  user_id: string;
  display_name: string;
  role: Role;
  own_clearance: Label | null;
  clearance: PolicySettings['clearance'] | null;
  rates: PolicySettings['rates'] | null;
  user_active: boolean;
}

const POLICY = sql`u.clearance AS own_clearance, p.clearance, p.rates`;

/** Turns what a transport was shown into a principal; null for a caller who showed nothing. */
export type Authenticate = (credential: Credential) => Promise<Principal | null>;

interface Dependencies {
  database: Database;
  sessions: Sessions;
  crypto: Crypto;
  clock: Clock;
}

/** Throws `UNAUTHENTICATED`, `SESSION_EXPIRED`, and for the owner `NOT_SET_UP` or `TENANT_NOT_FOUND`. */
export function createAuthenticate({ database, sessions, crypto, clock }: Dependencies): Authenticate {
  async function bySession(token: string): Promise<Principal> {
    const row = await database.withSystem((tx) =>
      tx.maybe<PrincipalRow>(sql`
        SELECT s.id AS session_id, s.expires_at, s.last_seen, s.revoked_at, t.id AS tenant_id, t.name AS tenant_name, t.slug AS tenant_slug,
               t.is_active AS tenant_active, u.id AS user_id, u.display_name, u.role, u.is_active AS user_active, ${POLICY}
        FROM sessions s JOIN users u ON u.id = s.user_id JOIN tenants t ON t.id = s.tenant_id LEFT JOIN tenant_policies p ON p.tenant_id = t.id
        WHERE s.token_hash = ${crypto.sha256(token)}`),
    );
    const now = clock.now();
    if (!row?.last_seen || !row.expires_at || !row.user_active || !row.tenant_active) throw new MillwrightError('UNAUTHENTICATED');
    const idleSince = now.getTime() - row.last_seen.getTime();
    if (row.revoked_at || row.expires_at <= now || idleSince > IDLE_MS) throw new MillwrightError('SESSION_EXPIRED');
    if (row.session_id) await sessions.touch(row.tenant_id, row.session_id, row.last_seen);
    return toPrincipal(row, 'session');
  }

  async function byOwnership(tenant: string | null): Promise<Principal> {
    const admins = await database.withSystem((tx) =>
      tx.rows<PrincipalRow>(sql`
        SELECT DISTINCT ON (t.id) NULL AS session_id, NULL AS expires_at, NULL AS last_seen, NULL AS revoked_at, t.id AS tenant_id, t.name AS tenant_name,
               t.slug AS tenant_slug, t.is_active AS tenant_active, u.id AS user_id, u.display_name, u.role, u.is_active AS user_active, ${POLICY}
        FROM tenants t JOIN users u ON u.tenant_id = t.id LEFT JOIN tenant_policies p ON p.tenant_id = t.id
        WHERE t.is_active AND u.is_active AND u.role = 'admin'
        ORDER BY t.id, u.created_at, u.id`),
    );
    if (admins.length === 0) throw new MillwrightError('NOT_SET_UP', 'There is no plant yet: run `millwright init --tenant NAME --admin NAME` first.');
    const matching = tenant === null ? admins : admins.filter((row) => row.tenant_slug === tenant || row.tenant_name === tenant);
    if (matching.length > 1) throw new MillwrightError('TENANT_NOT_FOUND', 'This data directory holds several plants: say which with --tenant NAME.');
    const [row] = matching;
    if (!row) throw new MillwrightError('TENANT_NOT_FOUND');
    return toPrincipal(row, 'owner');
  }

  return async (credential) => {
    if (credential.kind === 'none') return null;
    return credential.kind === 'session' ? bySession(credential.token) : byOwnership(credential.tenant);
  };
}

function toPrincipal(row: PrincipalRow, via: Principal['via']): Principal {
  return {
    tenantId: row.tenant_id,
    tenantName: row.tenant_name,
    tenantSlug: row.tenant_slug,
    userId: row.user_id,
    userName: row.display_name,
    role: row.role,
    clearance: clearanceOf({ role: row.role, own: row.own_clearance }, row.clearance ?? {}),
    askRate: row.rates?.[row.role] ?? null,
    sessionId: row.session_id,
    expiresAt: row.expires_at,
    via,
  };
}
