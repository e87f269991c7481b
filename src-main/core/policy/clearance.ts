import { LABELS, type Label, type Role } from '#shared/contract/permissions.ts';

const HIGHEST: Readonly<Record<Role, Label>> = { admin: 'restricted', user: 'restricted', viewer: 'confidential', auditor: 'public' };

/** Position of a label from least to most sensitive, from 0. */
export function labelRank(label: Label): number {
  return LABELS.indexOf(label);
}

/** Rank of the most sensitive label a role may read. */
export function maxLabelRank(role: Role): number {
  return labelRank(HIGHEST[role]);
}

export function visibleLabels(role: Role): readonly Label[] {
  return LABELS.slice(0, maxLabelRank(role) + 1);
}
