const BUCKET_MS = 500;
const BUCKETS = 10;

/** How many of something there were a second lately, without keeping each. */
export interface Pace {
  add(count: number): void;
  /** Over the last five seconds. */
  perSecond(): number;
}

/** @param now in milliseconds, from any start */
export function createPace(now: () => number = () => performance.now()): Pace {
  const counts = new Map<number, number>();
  const bucket = (): number => Math.floor(now() / BUCKET_MS);

  function forgetOld(): void {
    for (const at of counts.keys()) if (at <= bucket() - BUCKETS) counts.delete(at);
  }

  return {
    add(count) {
      forgetOld();
      counts.set(bucket(), (counts.get(bucket()) ?? 0) + count);
    },
    perSecond() {
      forgetOld();
      return [...counts.values()].reduce((sum, count) => sum + count, 0) / ((BUCKET_MS * BUCKETS) / 1_000);
    },
  };
}
