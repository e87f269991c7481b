import type { Clock } from '#core/ports/clock.ts';

/** The machine's clock. */
export function createSystemClock(): Clock {
  return { now: () => new Date(), elapsed: () => performance.now() };
}
