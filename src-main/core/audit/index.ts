export { secondsBehindRecord } from './clock-agreement.ts';
export { type AuditEntry, PLATFORM_TENANT } from './entry.ts';
export { auditHandlers } from './handlers.ts';
export { type AuditTrail, createAuditTrail } from './trail.ts';
export { type Checkpoints, createCheckpoints } from './checkpoints.ts';
export { scheduleCheckpoints } from './checkpoint-schedule.ts';
export { createRetention } from './retention.ts';
export { scheduleRetention } from './retention-schedule.ts';
export { anchorFile } from './export-log.ts';
