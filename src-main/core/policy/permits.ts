import { type Permission, PERMISSIONS, PERSONAL_PERMISSIONS, PLATFORM_PERMISSIONS } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { allows } from './matrix.ts';

type Rights = Pick<Principal, 'role' | 'operator' | 'key'>;

/** Whether somebody may do something: by their role as it is now or as operator, and with a key only within its scopes. */
export function mayDo({ role, operator, key }: Rights, permission: Permission): boolean {
  if (key && (PERSONAL_PERMISSIONS.includes(permission) || !key.scopes.includes(permission))) return false;
  return PLATFORM_PERMISSIONS.includes(permission) ? operator === true : allows(role, permission);
}

export function permissionsOf(rights: Rights): Permission[] {
  return PERMISSIONS.filter((permission) => mayDo(rights, permission));
}
