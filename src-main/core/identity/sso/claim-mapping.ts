import { ROLES } from '#shared/contract/permissions.ts';
import type { ClaimMapping, GroupMap, Mapped } from '#shared/contract/sso.ts';
import type { Claims } from '#core/ports/identity-provider.ts';

/** What a provider's claims say of a person, by the mapping of a plant. */
export function mapClaims(claims: Claims, mapping: ClaimMapping, groupMap: GroupMap): Mapped {
  const groups = groupsOf(claims, mapping);
  const tenantClaim = mapping.tenant === null ? null : claimAt(claims, mapping.tenant);
  return {
    subject: textAt(claims, mapping.subject),
    name: textAt(claims, mapping.name),
    login: textAt(claims, mapping.login),
    email: textAt(claims, mapping.email),
    groups,
    role: ROLES.find((role) => groupMap[role]?.some((group) => groups.includes(group))) ?? null,
    ofThisPlant: mapping.tenant === null || (mapping.tenantValue !== null && tenantClaim === mapping.tenantValue),
  };
}

/** Whether the claims speak of groups at all: those of a token may stand elsewhere. */
export function namesGroups(claims: Claims, { groups }: ClaimMapping): boolean {
  return groups.split(' ').some((name) => claimAt(claims, name) !== undefined);
}

/** Several claims may hold groups (Entra has `roles` and `groups`); a single name counts as a list of one. */
function groupsOf(claims: Claims, { groups }: ClaimMapping): string[] {
  const found = groups.split(' ').flatMap((name) => claimAt(claims, name) ?? []);
  return [...new Set(found.filter((group) => typeof group === 'string'))];
}

function textAt(claims: Claims, name: string): string | null {
  const value = claimAt(claims, name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 255) : null;
}

/** A claim by its name, which may hold dots itself (`https://plant.example/roles`), or else by the path that the dots make (`realm_access.roles`). */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
