import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';

export interface Filters {
  event: AuditEvent | null;
  outcome: AuditOutcome | null;
  userId: string | null;
  correlationId: string;
  /** Days as 2026-11-20, in this machine's time zone; anything else counts as open. */
  from: string;
  to: string;
}

export const NO_FILTERS: Filters = { event: null, outcome: null, userId: null, correlationId: '', from: '', to: '' };

const DAY_MS = 86_400_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The first moment of a day, in ms; null where it is not a day. */
export function startOf(day: string): number | null {
  const at = DAY.test(day.trim()) ? new Date(`${day.trim()}T00:00`).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** The filters as the operation takes them; the last day counts whole. */
export function toRequest({ event, outcome, userId, correlationId, from, to }: Filters) {
  const first = startOf(from);
  const last = startOf(to);
  return {
    ...(event === null ? {} : { event }),
    ...(outcome === null ? {} : { outcome }),
    ...(userId === null ? {} : { userId }),
    ...(correlationId.trim() === '' ? {} : { correlationId: correlationId.trim() }),
    ...(first === null ? {} : { from: new Date(first).toISOString() }),
    ...(last === null ? {} : { to: new Date(last + DAY_MS - 1).toISOString() }),
  };
}
