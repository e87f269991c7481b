import { type Identity, auth } from '#shared/contract/auth.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import { permissionsOf } from '#core/policy/index.ts';
import type { PasswordHasher } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { IdleLock } from './idle-lock.ts';
import type { NewPasswords } from './new-passwords.ts';
import type { LocalAccounts } from './local-accounts.ts';
import type { OneTimeLinks } from './one-time-links.ts';
import type { Authenticate } from './principals.ts';
import type { SecondFactors } from './second-factor/second-factors.ts';
import type { SessionOrigin, Sessions } from './sessions.ts';

export interface IdentityServices {
  database: Database;
  accounts: LocalAccounts;
  sessions: Sessions;
  links: OneTimeLinks;
  /** Grants the right to create the first plant. */
  setupTokens: OneTimeLinks;
  hasher: PasswordHasher;
  newPasswords: NewPasswords;
  authenticate: Authenticate;
  secondFactors: SecondFactors;
  idleLock: IdleLock;
  /** What a record keeps of a name that somebody typed: enough to see that it is the same one again. */
  typedName(tenantId: string, name: string): string;
}

export async function identityOf({ idleLock }: Pick<IdentityServices, 'idleLock'>, principal: Principal): Promise<Identity> {
  const { method, rolesAsOf, locked } = principal.signedIn;
  return {
    tenant: { id: principal.tenantId, name: principal.tenantName, slug: principal.tenantSlug },
    user: { id: principal.userId, name: principal.userName, role: principal.role },
    permissions: permissionsOf(principal),
    expiresAt: principal.expiresAt?.toISOString() ?? null,
    signedIn: { method, locked, rolesAsOf: rolesAsOf?.toISOString() ?? null, idleLockMinutes: await idleLock.minutes(principal.tenantId) },
  };
}

/** Opens a session for a person whose right to one has been checked, and records whose it is. */
export async function signInAs(services: IdentityServices, tenantId: string, userId: string, call: Call<Principal | null>, origin?: SessionOrigin) {
  const session = await services.sessions.open(tenantId, userId, { ...origin, agent: call.agent, caller: call.caller });
  const principal = await services.authenticate({ kind: 'session', token: session.token });
  if (!principal) throw new MillwrightError('UNAUTHENTICATED');
  call.note({ tenantId, userId });
  return { token: session.token, identity: await identityOf(services, principal) };
}

export function authHandlers(services: IdentityServices) {
  const { database, accounts, sessions, links, setupTokens, hasher, newPasswords, secondFactors, typedName } = services;

  return bindHandlers(auth, {
    async signIn({ tenant, name, password, code }, call) {
      const found = await findTenant(database, tenant);
      if (!found) {
        // As long as a wrong password takes, so that plants cannot be told by the clock either.
        await hasher.verify(null, password);
        throw new MillwrightError('SIGN_IN_FAILED');
      }
      const tenantId = found.id;
      call.note({ tenantId, metadata: { typed: typedName(tenantId, name) } });
      const account = await accounts.check(tenantId, name, password);
      const second = await secondFactors.check(tenantId, account.id, code);
      if (second === 'missing') throw new MillwrightError('CODE_NEEDED');
      if (second === 'wrong') {
        await accounts.countFailure(tenantId, account);
        throw new MillwrightError('CODE_WRONG');
      }
      return signInAs(services, tenantId, account.id, call);
    },

    async redeemLink({ link }, call) {
      const tenants = await activeTenants(database);
      const none = tenants.length === 0 && !(await hasTenants(database));
      // Until there is a plant the link stays good, so that reloading the page does not lock its holder out.
      if (none && links.valid(link)) return { next: 'setup', setupToken: setupTokens.issue() };
      if (!links.redeem(link)) throw new MillwrightError('SETUP_LINK_INVALID');
      const owner = await services.authenticate({ kind: 'owner', tenant: tenants[0]?.slug ?? null });
      if (!owner) throw new MillwrightError('SETUP_LINK_INVALID');
      return { next: 'signed-in', ...(await signInAs(services, owner.tenantId, owner.userId, call)) };
    },

    async signOut(_input, { principal }) {
      if (principal.sessionId) await sessions.close(principal.tenantId, principal.sessionId);
      return { signedOut: true };
    },

    whoami: async (_input, { principal }) => identityOf(services, principal),

    async changePassword({ current, next }, { principal }) {
      await accounts.check(principal.tenantId, principal.userName, current);
      const hash = await newPasswords.hash(next, [principal.tenantName, principal.userName]);
      await database.withTenant(principal, async (tx) => {
        await tx.run(sql`UPDATE users SET password_hash = ${hash} WHERE tenant_id = ${tx.tenantId} AND id = ${principal.userId}`);
        await sessions.closeAll(tx, principal.userId, principal.sessionId);
      });
      return { changed: true };
    },
  });
}

interface TenantName {
  id: string;
  name: string;
  slug: string;
}

export function activeTenants(database: Database): Promise<TenantName[]> {
  return database.withSystem((tx) => tx.rows<TenantName>(sql`SELECT id, name, slug FROM tenants WHERE is_active ORDER BY created_at, id`));
}

/** Whether any plant was ever created, suspended or not. */
export async function hasTenants(database: Database): Promise<boolean> {
  return (await database.withSystem((tx) => tx.maybe(sql`SELECT id FROM tenants LIMIT 1`))) !== undefined;
}

/** The plant meant by a name, or the only one; null answers as a wrong password does, so that plants cannot be listed by guessing. */
export async function findTenant(database: Database, wanted: string | undefined): Promise<TenantName | null> {
  const tenants = await activeTenants(database);
  if (tenants.length === 0 && !(await hasTenants(database))) throw new MillwrightError('NOT_SET_UP');
  const folded = wanted?.toLowerCase();
  const matching = folded ? tenants.filter(({ name, slug }) => name.toLowerCase() === folded || slug === folded) : tenants;
  return matching.length === 1 ? (matching[0] ?? null) : null;
}
