import { MillwrightError } from '#shared/contract/errors.ts';

const FIRST_PAUSE_MS = 500;
/** Whoever asks us to wait longer is asked again by the person, not by us. */
export const LONGEST_PAUSE_MS = 8_000;

/** Answers by which the other side says that it has done nothing. */
export const NOTHING_DONE: ReadonlySet<number> = new Set([429, 503]);
/** Failures before a connection stood: nothing can have arrived. */
const NOT_CONNECTED = /ECONNREFUSED|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH/;

/** Whether a request that failed on the way cannot have reached the other side. */
export function nothingArrived(error: unknown): boolean {
  return error instanceof MillwrightError && error.code === 'PROVIDER_UNREACHABLE' && NOT_CONNECTED.test(error.detail ?? '');
}

/**
 * Milliseconds before the next try: what the other side asks for, else growing with full jitter, so that many callers do not come back at
 * once. Null where it asks for more than anybody would wait.
 *
 * @param retryAfter header `Retry-After` (RFC 9110, 10.2.3) in seconds
 */
export function pauseBefore(attempt: number, retryAfter: string | undefined, random: () => number): number | null {
  if (retryAfter !== undefined && /^\d+$/.test(retryAfter)) {
    const asked = Number(retryAfter) * 1000;
    return asked <= LONGEST_PAUSE_MS ? asked : null;
  }
  return Math.round(random() * FIRST_PAUSE_MS * 2 ** attempt);
}
