import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { TokenRefused } from '#core/ports/identity-provider.ts';
import { admitted, claimsOf, clientOf, type SsoServices } from './sso-services.ts';

/** How old roles may be before the provider is asked again, beside the work. */
const ROLES_FRESH_MS = 10 * 60_000;
const PAUSE_MS = 60_000;

export type Refreshed = 'renewed' | 'dropped' | 'unreachable';

/** Keeps the roles of people in step with their provider. */
export interface RoleRefresh {
  /** Asks the provider now, with the refresh token, which it then replaces. */
  now(tenantId: string, userId: string): Promise<Refreshed>;
  /** Asks beside the work where it is time to. */
  consider(principal: Principal): void;
}

export function createRoleRefresh(services: SsoServices): RoleRefresh {
  const { store, accounts, provider, clock, record } = services;
  const running = new Map<string, Promise<Refreshed>>();
  const pausedUntil = new Map<string, number>();

  async function drop(tenantId: string, userId: string, why: string): Promise<'dropped'> {
    await accounts.drop(tenantId, userId);
    record('auth.grant_dropped', tenantId, userId, { why });
    return 'dropped';
  }

  async function ask(tenantId: string, userId: string): Promise<Refreshed> {
    const settings = await store.load(tenantId);
    const { refreshToken } = await accounts.tokens(tenantId, userId);
    if (!settings || refreshToken === null) return 'unreachable';
    const tokens = await provider.refresh(await clientOf(services, settings), refreshToken);
    if (tokens === 'revoked') return drop(tenantId, userId, 'revoked');
    const claims = await claimsOf(services, settings, tokens);
    const before = await accounts.byUser(tenantId, userId);
    try {
      const person = admitted(settings, claims);
      if (person.subject !== before?.subject) throw new TokenRefused('subject');
      await accounts.admit(tenantId, settings.issuer, person, { idToken: tokens.idToken, refreshToken: tokens.refreshToken ?? refreshToken });
      if (person.role !== before.role) record('auth.roles_refreshed', tenantId, userId, { from: before.role, to: person.role });
      return 'renewed';
    } catch (error) {
      if (error instanceof MillwrightError && (error.code === 'SSO_NO_ROLE' || error.code === 'SSO_REFUSED')) return drop(tenantId, userId, error.code);
      throw error;
    }
  }

  /** Once at a time: a refresh token serves once, and a second use of it looks like theft. */
  function now(tenantId: string, userId: string): Promise<Refreshed> {
    const key = `${tenantId}/${userId}`;
    const already = running.get(key);
    if (already) return already;
    pausedUntil.set(key, clock.now().getTime() + PAUSE_MS);
    const started = ask(tenantId, userId)
      .catch((error: unknown): Refreshed => {
        if (error instanceof TokenRefused || error instanceof MillwrightError) return 'unreachable';
        throw error;
      })
      .finally(() => running.delete(key));
    running.set(key, started);
    return started;
  }

  return {
    now,
    consider({ tenantId, userId, signedIn: { method, rolesAsOf } }) {
      const at = clock.now().getTime();
      const due = method !== 'local' && rolesAsOf !== null && at - rolesAsOf.getTime() > ROLES_FRESH_MS;
      if (due && at >= (pausedUntil.get(`${tenantId}/${userId}`) ?? 0)) now(tenantId, userId).catch(() => undefined);
    },
  };
}
