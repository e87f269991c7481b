import type { Role } from '#shared/contract/permissions.ts';
import type { AskRate } from '#shared/contract/policy.ts';
import type { ClearanceSettings } from './clearance.ts';

/** What a plant has set in place of the standard, by role. */
export interface PolicySettings {
  clearance: ClearanceSettings;
  rates: Partial<Record<Role, AskRate>>;
  /** How often a role may ask at most: set by the operator of the installation, out of the plant's reach. */
  ceilings: Partial<Record<Role, AskRate>>;
}
