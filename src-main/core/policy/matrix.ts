import { PERMISSIONS, type Permission, PLATFORM_PERMISSIONS, type Role } from '#shared/contract/permissions.ts';

/** What each role may do. The gateway enforces this table and the admin screen shows it; whatever is not in it is denied. */
export const ROLE_MATRIX: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS.filter((permission) => !PLATFORM_PERMISSIONS.includes(permission)),
  user: [
    'conversations:use',
    'documents:read',
    'documents:upload',
    'search:query',
    'audit:read-own',
    'models:read',
    'models:use',
    'tools:use',
    'approvals:decide',
    'system:read',
  ],
  // Reads the record of everybody and the content of nobody.
  auditor: ['audit:read-own', 'audit:read-all', 'system:read'],
  viewer: ['conversations:use', 'documents:read', 'search:query', 'models:read', 'tools:use', 'approvals:decide', 'system:read'],
};

export function allows(role: Role, permission: Permission): boolean {
  return ROLE_MATRIX[role].includes(permission);
}
