import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { askRateOf, clearanceOf, type PolicySettings, requireAtDoor } from '#core/policy/index.ts';
import { type Claims, TokenRefused } from '#core/ports/identity-provider.ts';
import { sql } from '#core/ports/sql.ts';
import type { Concerns } from '../concerns.ts';
import { mapClaims, namesGroups } from './claim-mapping.ts';
import { admitted, refusedAs, type SsoServices } from './sso-services.ts';
import type { SsoAccount } from './sso-accounts.ts';
import type { SsoSettings } from './sso-settings.ts';

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Session tokens hold no dots. */
export const looksLikeJwt = (token: string): boolean => JWT.test(token);

/** Who shows a JWT of a plant's provider (RFC 9068). Checked on every call; throws `UNAUTHENTICATED`, after saying which plant's provider it names. */
export type AuthenticateBearer = (token: string, concerns?: Concerns) => Promise<Principal>;

export function createAuthenticateBearer(services: SsoServices): AuthenticateBearer {
  const { store, cache, accounts, provider, database } = services;

  async function checked(tenantId: string, token: string): Promise<{ settings: SsoSettings; claims: Claims } | null> {
    const settings = await store.load(tenantId);
    if (!settings || settings.audiences.length === 0) return null;
    const claims = await cache.verify(settings, token, { audiences: settings.audiences, accessToken: true });
    return mapClaims(claims, settings.claims, settings.groups).ofThisPlant ? { settings, claims } : null;
  }

  /** The account, with the role that was said last: by this token, or by the provider since. */
  async function accountOf(settings: SsoSettings, claims: Claims): Promise<SsoAccount> {
    const { tenantId, issuer } = settings;
    const { subject } = mapClaims(claims, settings.claims, settings.groups);
    const known = subject === null ? undefined : await accounts.find(tenantId, issuer, subject);
    const issuedAt = Number(claims['iat']) * 1000;
    const newer = !known || (issuedAt > known.roles_as_of.getTime() && namesGroups(claims, settings.claims));
    if (!newer) return known;
    const person = admitted(settings, claims);
    if (known?.role === person.role) return known;
    await accounts.admit(tenantId, issuer, person);
    const account = await accounts.find(tenantId, issuer, person.subject);
    if (!account) throw new TokenRefused('subject');
    return account;
  }

  async function principalOf({ settings, claims }: { settings: SsoSettings; claims: Claims }): Promise<Principal> {
    const account = await accountOf(settings, claims);
    const { tenantId } = settings;
    const tenant = await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.one<{ name: string; slug: string; is_active: boolean; own: Label | null } & { [K in keyof PolicySettings]: PolicySettings[K] | null }>(sql`
        SELECT t.name, t.slug, t.is_active, u.clearance AS own, p.clearance, p.rates, t.config->'askRates' AS ceilings
        FROM tenants t JOIN users u ON u.tenant_id = t.id LEFT JOIN tenant_policies p ON p.tenant_id = t.id WHERE u.tenant_id = ${tx.tenantId} AND u.id = ${account.user_id}`),
    );
    requireAtDoor({ tenantActive: tenant.is_active, userActive: account.is_active });
    return {
      tenantId, tenantName: tenant.name, tenantSlug: tenant.slug,
      userId: account.user_id, userName: account.display_name, role: account.role,
      clearance: clearanceOf({ role: account.role, own: tenant.own }, tenant.clearance ?? {}), askRate: askRateOf(account.role, { own: tenant.rates, ceilings: tenant.ceilings }),
      sessionId: null, expiresAt: new Date(Number(claims['exp']) * 1000), via: 'token',
      signedIn: { method: 'sso', rolesAsOf: account.roles_as_of, locked: false },
    };
  }

  return (token, concerns = () => undefined) =>
    refusedAs('UNAUTHENTICATED', async () => {
      const issuer = provider.peek(token)?.['iss'];
      const tenants = typeof issuer === 'string' ? await store.tenantsOf(issuer) : [];
      const [tenantId, ...others] = tenants;
      const named = (why?: string) => tenantId !== undefined && others.length === 0 && concerns({ tenantId, metadata: { via: 'token', ...(why === undefined ? {} : { why }) } });
      named();
      let refusal: unknown = new TokenRefused('issuer');
      const found = [];
      for (const tenantId of tenants) {
        try {
          const one = await checked(tenantId, token);
          if (one) found.push(one);
        } catch (error) {
          refusal = error;
          if (error instanceof TokenRefused) named(error.reason);
        }
      }
      const [only] = found;
      if (!only) throw refusal;
      // A token that fits two plants says of neither that its holder belongs there.
      if (found.length > 1) throw new TokenRefused('several-plants');
      try {
        return await principalOf(only);
      } catch (error) {
        if (error instanceof MillwrightError && error.status < 500) throw new MillwrightError('UNAUTHENTICATED', undefined, { detail: error.code, cause: error });
        throw error;
      }
    });
}
