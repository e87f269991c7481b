import { MillwrightError } from '#shared/contract/errors.ts';
import { offline } from '#shared/contract/offline.ts';
import { secondsBehindRecord } from '#core/audit/index.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { findTenant, type IdentityServices, signInAs } from '../auth-handlers.ts';
import type { RoleRefresh } from '../sso/role-refresh.ts';
import type { SsoServices } from '../sso/sso-services.ts';
import type { OfflineGrant, Pins } from './pins.ts';

const DAY_MS = 24 * 3_600_000;

export function offlineHandlers(identity: IdentityServices, { store, clock }: SsoServices, pins: Pins, refresh: RoleRefresh) {
  const { database, accounts, hasher, sessions } = identity;

  async function until(tenantId: string, since: Date): Promise<Date | null> {
    const days = (await store.load(tenantId))?.offlineDays ?? 0;
    return days === 0 ? null : new Date(since.getTime() + days * DAY_MS);
  }

  async function clockTurnedBack(tenantId: string): Promise<boolean> {
    return (await database.withTenant({ tenantId, userId: null }, (tx) => secondsBehindRecord(tx, clock.now()))) > 0;
  }

  async function whyNot(tenantId: string, grant: OfflineGrant | null): Promise<string | null> {
    if (!grant) return 'installation';
    if (await clockTurnedBack(tenantId)) return 'clock';
    const end = await until(tenantId, grant.rolesAsOf);
    return end && clock.now() < end ? null : 'expired';
  }

  const setLocked = ({ tenantId, sessionId }: Principal, at: Date | null) => sessions.setLocked(tenantId, sessionId, at);

  return bindHandlers(offline, {
    async state(_input, { principal: { tenantId, userId, signedIn } }) {
      const grant = await pins.grant(tenantId, userId);
      const end = grant && (await until(tenantId, grant.rolesAsOf));
      return { possible: signedIn.method === 'sso' && ((await store.load(tenantId))?.offlineDays ?? 0) > 0, until: end?.toISOString() ?? null };
    },

    async setPin({ pin }, { principal: { tenantId, userId, signedIn, sessionId } }) {
      const end = await until(tenantId, clock.now());
      if (signedIn.method !== 'sso' || sessionId === null || !end) throw new MillwrightError('OFFLINE_REFUSED', 'A PIN is set while signed in with the organisation account, where the admin allows offline sign-in.');
      await pins.set(tenantId, userId, pin);
      return { until: end.toISOString() };
    },

    async removePin(_input, { principal }) {
      await pins.remove(principal.tenantId, principal.userId);
      return { removed: true };
    },

    async signIn({ tenant, name, pin }, call) {
      const found = await findTenant(database, tenant);
      if (!found) {
        await hasher.verify(null, pin);
        throw new MillwrightError('SIGN_IN_FAILED');
      }
      const tenantId = found.id;
      call.note({ tenantId, metadata: { typed: identity.typedName(tenantId, name) } });
      const userId = await pins.check(tenantId, name, pin);
      const refuse = (why: string): never => {
        call.note({ userId, metadata: { why } });
        throw new MillwrightError('OFFLINE_REFUSED', undefined, { detail: why });
      };
      const answered = await refresh.now(tenantId, userId);
      if (answered === 'dropped') return refuse('revoked');
      if (answered === 'renewed') return signInAs(identity, tenantId, userId, call, { method: 'sso', rolesAsOf: clock.now() });
      const grant = await pins.grant(tenantId, userId);
      const why = await whyNot(tenantId, grant);
      if (why !== null || !grant) return refuse(why ?? 'installation');
      call.note({ metadata: { offline: true } });
      return signInAs(identity, tenantId, userId, call, { method: 'offline', rolesAsOf: grant.rolesAsOf });
    },

    async lock(_input, { principal }) {
      await setLocked(principal, clock.now());
      return { locked: true };
    },

    async unlock({ secret }, { principal }) {
      if (principal.signedIn.method === 'local') await accounts.check(principal.tenantId, principal.userName, secret);
      else await pins.checkOf(principal.tenantId, principal.userId, secret);
      await setLocked(principal, null);
      return { unlocked: true };
    },
  });
}
