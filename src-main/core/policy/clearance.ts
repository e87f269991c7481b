import { LABELS, type Label, type Role } from '#shared/contract/permissions.ts';
import type { RoleClearance } from '#shared/contract/policy.ts';

/** What a plant has set, for the roles it has set anything for. */
export type ClearanceSettings = Partial<Record<Role, RoleClearance>>;

/** Whose clearance is asked for: a principal. */
export interface Cleared {
  clearance: Label;
}

/** Where a plant has set nothing. */
const STANDARD_CLEARANCE: Readonly<Record<Role, RoleClearance>> = {
  admin: { standard: 'restricted', most: 'restricted' },
  user: { standard: 'restricted', most: 'restricted' },
  viewer: { standard: 'confidential', most: 'restricted' },
  auditor: { standard: 'public', most: 'public' },
};

/** Position of a label from least to most sensitive, from 0. */
export function labelRank(label: Label): number {
  return LABELS.indexOf(label);
}

export function highestLabel(labels: readonly Label[]): Label | null {
  return LABELS.findLast((label) => labels.includes(label)) ?? null;
}

export function roleClearance(role: Role, settings: ClearanceSettings): RoleClearance {
  return settings[role] ?? STANDARD_CLEARANCE[role];
}

/** The most sensitive label a person may read: their own clearance or their role's standard, and never beyond what the role may have. */
export function clearanceOf({ role, own }: { role: Role; own: Label | null }, settings: ClearanceSettings): Label {
  const { standard, most } = roleClearance(role, settings);
  const wanted = own ?? standard;
  return labelRank(wanted) <= labelRank(most) ? wanted : most;
}

/** Rank of the most sensitive label somebody may read. */
export function maxLabelRank({ clearance }: Cleared): number {
  return labelRank(clearance);
}

export function visibleLabels({ clearance }: Cleared): readonly Label[] {
  return LABELS.slice(0, labelRank(clearance) + 1);
}
