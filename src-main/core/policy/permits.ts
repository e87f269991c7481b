import { type Permission, PERMISSIONS, PERSONAL_PERMISSIONS, PLATFORM_PERMISSIONS } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { allows } from './matrix.ts';

type Rights = Pick<Principal, 'role' | 'operator' | 'key'>;

/** Whether somebody may do something: by their role as it is now or as operator, and with a key only within its scopes. */
export function mayDo({ role, operator, key }: Rights, permission: Permission): boolean {
  if (key && (PERSONAL_PERMISSIONS.includes(permission) || !withinScopes(key.scopes, permission))) return false;
  return PLATFORM_PERMISSIONS.includes(permission) ? operator === true : allows(role, permission);
}

/** Who may read all records may read their own. */
function withinScopes(scopes: readonly Permission[], permission: Permission): boolean {
  return scopes.includes(permission) || (permission === 'audit:read-own' && scopes.includes('audit:read-all'));
}

export function permissionsOf(rights: Rights): Permission[] {
  return PERMISSIONS.filter((permission) => mayDo(rights, permission));
}
