import type { AuditOutcome } from '#shared/contract/audit-events.ts';
import type { State } from '#renderer/app/theme/tokens.ts';

export const outcomeStates: Record<AuditOutcome, State> = { intent: 'idle', ok: 'ready', denied: 'degraded', invalid: 'degraded', cancelled: 'idle', failed: 'failed' };
