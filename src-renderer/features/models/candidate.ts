import type { ModelRole } from '#shared/contract/models.ts';

/** A model that can be chosen for something. */
export interface Candidate {
  id: string;
  name: string;
  roles: readonly ModelRole[];
  /** Cannot run, or be contacted, now. */
  barred: boolean;
}
