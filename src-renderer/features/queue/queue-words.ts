import type { TFunction } from 'i18next';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A time to wait in words, no more exact than it is known: 40 s, 4 min, 2 h 10 min. */
export function timeLeft(t: TFunction, seconds: number): string {
  if (seconds < MINUTE) return t('knowledge.queue.seconds', { count: Math.max(1, Math.round(seconds / 5) * 5) });
  if (seconds < HOUR) return t('knowledge.queue.minutes', { count: Math.round(seconds / MINUTE) });
  return t('knowledge.queue.hours', { hours: Math.floor(seconds / HOUR), minutes: Math.round((seconds % HOUR) / MINUTE) });
}
