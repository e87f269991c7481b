import type { SignInMethod } from '#shared/contract/auth.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label, Role } from '#shared/contract/permissions.ts';
import type { Credential, Principal } from '#core/pipeline/call.ts';
import { askRateOf, clearanceOf, type PolicySettings, requireAtDoor } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Concerns } from './concerns.ts';
import { foldName } from './local-accounts.ts';
import { type AuthenticateBearer, looksLikeJwt } from './sso/bearer-jwt.ts';
import type { RoleRefresh } from './sso/role-refresh.ts';
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
  ceilings: PolicySettings['ceilings'] | null;
  user_active: boolean;
  operator: boolean;
  method: SignInMethod;
  roles_as_of: Date | null;
  locked_at: Date | null;
}

export interface AuthenticateOptions {
  /** False only looks: it does not keep a session from ending for want of use. */
  inUse?: boolean;
  concerns?: Concerns;
}

/** Turns what a transport was shown into a principal; null for a caller who showed nothing. */
export type Authenticate = (credential: Credential, options?: AuthenticateOptions) => Promise<Principal | null>;

/** The person with the rights they have now, for what goes on without them. Throws `UNAUTHENTICATED` or what the door says. */
export type PersonNow = (tenantId: string, userId: string) => Promise<Principal>;

export function createPersonNow(database: Database): PersonNow {
  return async (tenantId, userId) => {
    const row = await database.withSystem((tx) => tx.maybe<PrincipalRow>(sql`SELECT ${NO_SESSION}, ${PERSON} FROM ${PEOPLE} WHERE t.id = ${tenantId} AND u.id = ${userId}`));
    if (!row) throw new MillwrightError('UNAUTHENTICATED');
    requireAtDoor({ tenantActive: row.tenant_active, userActive: row.user_active });
    return toPrincipal(row, 'session');
  };
}

interface Dependencies {
  database: Database;
  sessions: Sessions;
  keys: ApiKeys;
  crypto: Crypto;
  clock: Clock;
  roles: Pick<RoleRefresh, 'consider'>;
  byBearer: AuthenticateBearer;
}

const PERSON = sql`t.id AS tenant_id, t.name AS tenant_name, t.slug AS tenant_slug, t.is_active AS tenant_active, u.id AS user_id, u.display_name, u.role,
  u.is_active AS user_active, u.clearance AS own_clearance, p.clearance, p.rates, t.config->'askRates' AS ceilings,
  EXISTS (SELECT 1 FROM operators o WHERE o.tenant_id = u.tenant_id AND o.user_id = u.id) AS operator`;
const PEOPLE = sql`users u JOIN tenants t ON t.id = u.tenant_id LEFT JOIN tenant_policies p ON p.tenant_id = t.id`;
const NO_SESSION = sql`NULL AS session_id, NULL AS expires_at, NULL AS last_seen, NULL AS revoked_at, 'local' AS method, NULL AS roles_as_of, NULL AS locked_at`;

/** Throws `UNAUTHENTICATED`, `SESSION_EXPIRED`, and for the owner `NOT_SET_UP`, `TENANT_NOT_FOUND` or `USER_NOT_FOUND`. */
export function createAuthenticate({ database, sessions, keys, crypto, clock, roles, byBearer }: Dependencies): Authenticate {
  async function bySession(token: string, { inUse, concerns }: Required<AuthenticateOptions>): Promise<Principal> {
    const row = await database.withSystem((tx) =>
      tx.maybe<PrincipalRow>(sql`
        SELECT s.id AS session_id, s.expires_at, s.last_seen, s.revoked_at, s.method, s.roles_as_of, s.locked_at, ${PERSON}
        FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id JOIN tenants t ON t.id = s.tenant_id LEFT JOIN tenant_policies p ON p.tenant_id = t.id
        WHERE s.token_hash = ${crypto.sha256(token)}`),
    );
    const now = clock.now();
    if (!row?.last_seen || !row.expires_at) throw new MillwrightError('UNAUTHENTICATED');
    concerns({ tenantId: row.tenant_id, userId: row.user_id, metadata: { via: 'session' } });
    requireAtDoor({ tenantActive: row.tenant_active, userActive: row.user_active });
    const idleSince = now.getTime() - row.last_seen.getTime();
    if (row.revoked_at || row.expires_at <= now || idleSince > IDLE_MS) throw new MillwrightError('SESSION_EXPIRED');
    if (row.session_id && inUse) await sessions.touch(row.tenant_id, row.session_id, row.last_seen);
    const principal = toPrincipal(row, 'session');
    roles.consider(principal);
    return principal;
  }

  async function byKey(text: string, concerns: Concerns): Promise<Principal> {
    const key = await keys.find(text, concerns);
    const row = await database.withSystem((tx) =>
      tx.maybe<PrincipalRow>(sql`SELECT ${NO_SESSION}, ${PERSON} FROM ${PEOPLE} WHERE t.id = ${key.tenantId} AND u.id = ${key.userId}`),
    );
    if (!row) throw new MillwrightError('UNAUTHENTICATED');
    requireAtDoor({ tenantActive: row.tenant_active, userActive: row.user_active });
    return { ...toPrincipal({ ...row, expires_at: key.expiresAt }, 'key'), key: { id: key.id, scopes: key.scopes } };
  }

  /** The plant's first admin, or whom the owner names, together with the plant: every command begins with it. */
  function ownersPerson({ tenant, as = null, platform = false }: Extract<Credential, { kind: 'owner' }>): Promise<PrincipalRow | undefined> {
    return database.withSystem(async (tx) => {
      const plants = await tx.rows<PlantRow>(sql`SELECT id, name, slug, is_active FROM tenants ORDER BY created_at, id`);
      const plant = ownersPlant(plants, tenant, platform);
      return tx.maybe<PrincipalRow>(sql`SELECT ${NO_SESSION}, ${PERSON} FROM ${PEOPLE}
        WHERE t.id = ${plant.id} AND ${as === null ? sql`u.is_active AND u.role = 'admin'` : sql`u.external_id = ${foldName(as)}`}
        ORDER BY u.created_at, u.id LIMIT 1`);
    });
  }

  async function byOwnership(credential: Extract<Credential, { kind: 'owner' }>): Promise<Principal> {
    const row = await ownersPerson(credential);
    if (!row) throw new MillwrightError('USER_NOT_FOUND');
    if (!row.user_active) throw new MillwrightError('USER_NOT_FOUND', `"${row.display_name}" is disabled, and nobody can act as them.`);
    const person = toPrincipal(row, 'owner');
    return (credential.as ?? null) === null ? { ...person, operator: true } : { ...person, onBehalf: true };
  }

  return async (credential, { inUse = true, concerns = () => undefined } = {}) => {
    switch (credential.kind) {
      case 'none':
        return null;
      case 'session':
        return looksLikeJwt(credential.token) ? byBearer(credential.token, concerns) : bySession(credential.token, { inUse, concerns });
      case 'key':
        return byKey(credential.key, concerns);
      default:
        return byOwnership(credential);
    }
  };
}

interface PlantRow {
  id: string;
  name: string;
  slug: string;
  is_active: boolean;
}

/** Throws `NOT_SET_UP` and `TENANT_NOT_FOUND`. */
function ownersPlant(plants: readonly PlantRow[], tenant: string | null, platform: boolean): PlantRow {
  if (plants.length === 0) throw new MillwrightError('NOT_SET_UP', 'There is no plant yet: run `millwright init --tenant NAME --admin NAME` first.');
  const named = plants.filter((plant) => tenant === null || plant.slug === tenant || plant.name.toLowerCase() === tenant.toLowerCase());
  const usable = named.filter((plant) => platform || plant.is_active);
  if (usable.length > 1 && !platform) throw new MillwrightError('TENANT_NOT_FOUND', 'This data directory holds several plants: say which with --tenant NAME.');
  const [plant] = usable;
  if (!plant) throw new MillwrightError('TENANT_NOT_FOUND', named[0] && `The plant "${named[0].name}" is suspended. It works again after "millwright tenants resume".`);
  return plant;
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
    askRate: askRateOf(row.role, { own: row.rates, ceilings: row.ceilings }),
    sessionId: row.session_id,
    expiresAt: row.expires_at,
    via,
    operator: row.operator,
    signedIn: { method: row.method, rolesAsOf: row.roles_as_of, locked: row.locked_at !== null },
  };
}
