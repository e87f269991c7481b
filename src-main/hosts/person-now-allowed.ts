import { MillwrightError } from '#shared/contract/errors.ts';
import type { Permission } from '#shared/contract/permissions.ts';
import type { PersonNow } from '#core/identity/index.ts';
import { mayDo } from '#core/policy/index.ts';

/** The person as they are now, as long as they may still do this. Throws `FORBIDDEN` after that. */
export function personNowAllowed(personNow: PersonNow, permission: Permission): PersonNow {
  return async (tenantId, userId) => {
    const principal = await personNow(tenantId, userId);
    if (!mayDo(principal, permission)) throw new MillwrightError('FORBIDDEN');
    return principal;
  };
}
