/** Names remembered at most; the oldest go first. */
const MOST = 10_000;

interface Failures {
  count: number;
  /** Milliseconds of the wall clock; 0 where it is not locked. */
  lockedUntil: number;
}

/** Wrong sign-ins under names that have no account. They are locked as accounts are, or a lock would tell which names exist. */
export interface UnknownNames {
  lockedUntil(key: string): number;
  countFailure(key: string, now: number): void;
}

export function createUnknownNames(lockFor: (failures: number) => number): UnknownNames {
  const names = new Map<string, Failures>();
  return {
    lockedUntil: (key) => names.get(key)?.lockedUntil ?? 0,
    countFailure(key, now) {
      const count = (names.get(key)?.count ?? 0) + 1;
      const lock = lockFor(count);
      names.delete(key);
      names.set(key, { count, lockedUntil: lock > 0 ? now + lock : 0 });
      const [oldest] = names.keys();
      if (names.size > MOST && oldest !== undefined) names.delete(oldest);
    },
  };
}
