export { type Approvals, createApprovals } from './create-approvals.ts';
