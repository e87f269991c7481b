import { MillwrightError } from '#shared/contract/errors.ts';
import { secondFactor } from '#shared/contract/second-factor.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { sql } from '#core/ports/sql.ts';
import type { IdentityServices } from '../auth-handlers.ts';
import type { Pins } from '../offline/pins.ts';

const ISSUER = 'Millwright';

export function secondFactorHandlers({ database, accounts, secondFactors, sessions }: IdentityServices, pins: Pick<Pins, 'remove'>) {
  async function provePassword(principal: Principal, password: string): Promise<void> {
    if (principal.signedIn.method !== 'local') throw new MillwrightError('INVALID_INPUT', 'A second factor here is for local accounts: yours is kept by your organisation.');
    await accounts.check(principal.tenantId, principal.userName, password);
  }

  return bindHandlers(secondFactor, {
    state: (_input, { principal }) => secondFactors.state(principal.tenantId, principal.userId),

    async begin({ password }, { principal }) {
      await provePassword(principal, password);
      const secret = await secondFactors.begin(principal.tenantId, principal.userId);
      const label = encodeURIComponent(`${principal.tenantName}:${principal.userName}`);
      return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=${ISSUER}` };
    },

    confirm: async ({ code }, { principal }) => ({ recoveryCodes: await secondFactors.confirm(principal.tenantId, principal.userId, code) }),

    async remove({ password }, { principal }) {
      await provePassword(principal, password);
      await secondFactors.remove(principal.tenantId, principal.userId);
      return { removed: true };
    },

    async reset({ id }, { principal: { tenantId, userId, sessionId }, note }) {
      await database.withTenant({ tenantId, userId }, async (tx) => {
        const person = await tx.maybe(sql`SELECT id FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        if (!person) throw new MillwrightError('USER_NOT_FOUND');
        await sessions.closeAll(tx, id, sessionId);
      });
      const gone = { factor: await secondFactors.remove(tenantId, id), pin: await pins.remove(tenantId, id) };
      note({ metadata: gone });
      return gone;
    },
  });
}
