import type { AuditEvent, AuditOutcome } from '#shared/contract/audit-events.ts';

export interface Filters {
  event: AuditEvent | null;
  outcome: AuditOutcome | null;
  userId: string | null;
  correlationId: string;
  /** A kind of thing, or the beginning of an id. */
  resource: string;
  /** Days as 2026-11-20 or moments as 2026-11-20 14:05, in this machine's time zone; anything else counts as open. */
  from: string;
  to: string;
}

export const NO_FILTERS: Filters = { event: null, outcome: null, userId: null, correlationId: '', resource: '', from: '', to: '' };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/;

/** The first millisecond of a day or a minute, and the last; null where it is neither. */
export function momentOf(text: string): { first: number; last: number } | null {
  const [, day, time] = MOMENT.exec(text.trim()) ?? [];
  const first = day === undefined ? Number.NaN : new Date(`${day}T${time ?? '00:00'}`).getTime();
  return Number.isNaN(first) ? null : { first, last: first + (time === undefined ? DAY_MS : MINUTE_MS) - 1 };
}

/** The filters as the operation takes them; the last day or minute counts whole. */
export function toRequest({ event, outcome, userId, correlationId, resource, from, to }: Filters) {
  const first = momentOf(from)?.first;
  const last = momentOf(to)?.last;
  return {
    ...(event === null ? {} : { event }),
    ...(outcome === null ? {} : { outcome }),
    ...(userId === null ? {} : { userId }),
    ...(correlationId.trim() === '' ? {} : { correlationId: correlationId.trim() }),
    ...(resource.trim() === '' ? {} : { resource: resource.trim() }),
    ...(first === undefined ? {} : { from: new Date(first).toISOString() }),
    ...(last === undefined ? {} : { to: new Date(last).toISOString() }),
  };
}
