import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';

export interface Filters {
  event: AuditEvent | null;
  outcome: AuditOutcome | null;
  userId: string | null;
  correlationId: string;
  /** Days in this machine's time zone, as `<input type=date>` gives them; empty for open. */
  from: string;
  to: string;
}

export const NO_FILTERS: Filters = { event: null, outcome: null, userId: null, correlationId: '', from: '', to: '' };

const DAY_MS = 86_400_000;

const startOf = (day: string): number => new Date(`${day}T00:00`).getTime();

/** The filters as the operation takes them; the last day counts whole. */
export function toRequest({ event, outcome, userId, correlationId, from, to }: Filters) {
  return {
    ...(event === null ? {} : { event }),
    ...(outcome === null ? {} : { outcome }),
    ...(userId === null ? {} : { userId }),
    ...(correlationId.trim() === '' ? {} : { correlationId: correlationId.trim() }),
    ...(from === '' ? {} : { from: new Date(startOf(from)).toISOString() }),
    ...(to === '' ? {} : { to: new Date(startOf(to) + DAY_MS - 1).toISOString() }),
  };
}
