import { type Role, ROLES } from '#shared/contract/permissions.ts';
import { type ClaimMapping, type GroupMap, SSO_DEFAULTS, type SsoConfig } from '#shared/contract/sso.ts';

export const CLAIMS = ['subject', 'name', 'login', 'email', 'groups', 'tenant', 'tenantValue'] as const satisfies readonly (keyof ClaimMapping)[];

/** The settings as text fields: lists one entry a line. */
export interface SsoForm {
  issuer: string;
  clientId: string;
  secret: string;
  label: string;
  scopes: string;
  claims: Record<keyof ClaimMapping, string>;
  groups: Record<Role, string>;
  audiences: string;
  offlineDays: string;
}

export function formOf(config: SsoConfig | null): SsoForm {
  const { issuer, clientId, label, scopes, claims, groups, audiences, offlineDays } = config ?? { ...SSO_DEFAULTS, issuer: '', clientId: '', groups: {} as GroupMap };
  return {
    issuer, clientId, label, scopes,
    secret: '',
    claims: { ...claims, tenant: claims.tenant ?? '', tenantValue: claims.tenantValue ?? '' },
    groups: Object.fromEntries(ROLES.map((role) => [role, (groups[role] ?? []).join('\n')])) as Record<Role, string>,
    audiences: audiences.join('\n'),
    offlineDays: String(offlineDays),
  };
}

export function claimsOf({ claims }: SsoForm): ClaimMapping {
  return { ...claims, tenant: claims.tenant.trim() || null, tenantValue: claims.tenantValue.trim() || null };
}

export function groupsOf({ groups }: SsoForm): GroupMap {
  return Object.fromEntries(ROLES.map((role) => [role, lines(groups[role])] as const).filter(([, of]) => of.length > 0));
}

export function configOf(form: SsoForm): SsoConfig & { clientSecret?: string } {
  const { issuer, clientId, label, scopes, audiences, offlineDays, secret } = form;
  return {
    issuer: issuer.trim(), clientId: clientId.trim(), label: label.trim(), scopes: scopes.trim(),
    claims: claimsOf(form), groups: groupsOf(form), audiences: lines(audiences), offlineDays: Number(offlineDays),
    ...(secret === '' ? {} : { clientSecret: secret }),
  };
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}
