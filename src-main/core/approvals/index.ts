export { createPausedRuns } from './paused-runs.ts';
export { type Approvals, createApprovals } from './create-approvals.ts';
