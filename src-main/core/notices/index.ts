export { createNotices, type Notices } from './create-notices.ts';
export type { ApprovalEvent, TellApprovers } from './tell-approvers.ts';
