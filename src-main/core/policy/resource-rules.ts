import type { Label, Permission, Role } from '#shared/contract/permissions.ts';
import type { RESOURCE_RULES } from '#shared/contract/policy.ts';
import { labelRank } from './clearance.ts';
import { allows } from './matrix.ts';

export type ResourceRule = (typeof RESOURCE_RULES)[number];

/** Who asks, as far as the rules look. */
export interface RuleSubject {
  tenantId: string;
  tenantActive: boolean;
  userId: string;
  userActive: boolean;
  role: Role;
  clearance: Label;
}

/** What is asked for. */
export interface RuleResource {
  tenantId: string;
  /** Whose it is, where it is somebody's own. */
  ownerId: string | null;
  /** Reaches what is another person's. */
  overrides: Permission | null;
  label: Label | null;
}

/** What decides beside the role matrix. All must hold; each is enforced where its data is, and this table is what that code is tested against. */
export const RESOURCE_RULE_TABLE: Readonly<Record<ResourceRule, (who: RuleSubject, what: RuleResource) => boolean>> = {
  'active-tenant': ({ tenantActive }) => tenantActive,
  'active-user': ({ userActive }) => userActive,
  'same-tenant': (who, what) => who.tenantId === what.tenantId,
  'own-or-permitted': (who, { ownerId, overrides }) => ownerId === null || ownerId === who.userId || (overrides !== null && allows(who.role, overrides)),
  'cleared-for-label': ({ clearance }, { label }) => label === null || labelRank(label) <= labelRank(clearance),
};

/** The first rule that refuses, or null. */
export function refusingRule(who: RuleSubject, what: RuleResource): ResourceRule | null {
  const rules = Object.entries(RESOURCE_RULE_TABLE) as [ResourceRule, (who: RuleSubject, what: RuleResource) => boolean][];
  return rules.find(([, holds]) => !holds(who, what))?.[0] ?? null;
}
