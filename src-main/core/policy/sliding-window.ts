import type { Limit } from './rate-limits.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** Keys without a call for an hour are dropped when the table has grown past this, and then each time it has doubled: looking through it costs its size. */
const SWEEP_AT = 10_000;

export interface SlidingWindow {
  /** Counts a call. Returns 0 when it is allowed, else the whole seconds after which the next one would be. */
  take(key: string, limit: Limit, now: number): number;
}

/** Exact sliding window over the call times of the last hour; a refused call is not counted. */
export function createSlidingWindow(): SlidingWindow {
  const calls = new Map<string, number[]>();
  let sweepAt = SWEEP_AT;

  function sweep(now: number): void {
    for (const [key, times] of calls) if ((times.at(-1) ?? 0) <= now - HOUR) calls.delete(key);
    sweepAt = Math.max(SWEEP_AT, calls.size * 2);
  }

  return {
    take(key, limit, now) {
      if (calls.size > sweepAt) sweep(now);
      const recent = (calls.get(key) ?? []).filter((time) => time > now - HOUR);
      calls.set(key, recent);
      const wait = Math.max(waitFor(recent, limit.perMinute, MINUTE, now), waitFor(recent, limit.perHour, HOUR, now));
      if (wait === 0) recent.push(now);
      return Math.ceil(wait / 1000);
    },
  };
}

/** Milliseconds until fewer than `allowed` of the calls lie within the window. */
function waitFor(times: readonly number[], allowed: number, window: number, now: number): number {
  const decisive = times.at(-allowed);
  if (allowed === 0) return window;
  return decisive === undefined || decisive <= now - window ? 0 : decisive + window - now;
}
