/** Everything a role can be allowed to do. A closed list: the role matrix in `core/policy` maps roles onto it. */
export const PERMISSIONS = [
  'conversations:use',
  'conversations:break-glass',
  'documents:read',
  'documents:upload',
  'documents:manage',
  'search:query',
  'knowledge:manage',
  'audit:read-own',
  'audit:read-all',
  'users:manage',
  'privacy:manage',
  'policy:manage',
  'agents:manage',
  'tools:use',
  'tools:manage',
  'approvals:decide',
  'models:read',
  'models:use',
  'models:manage',
  'prompts:manage',
  'system:read',
  'platform:operate',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What comes with operating the installation, never with a role in a plant. */
export const PLATFORM_PERMISSIONS: readonly Permission[] = ['platform:operate'];

/** What takes a person who answers for it: no key may do it, whatever its scopes. */
export const PERSONAL_PERMISSIONS: readonly Permission[] = ['conversations:break-glass', 'privacy:manage', 'approvals:decide'];

export const ROLES = ['admin', 'user', 'viewer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Sensitivity of a document, from least to most sensitive. */
export const LABELS = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Label = (typeof LABELS)[number];
