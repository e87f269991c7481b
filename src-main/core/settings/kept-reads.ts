/** What was read last under each key, until something may have changed it. For rows that only this process writes. */
export interface KeptReads<T> {
  get(key: string): Promise<T>;
  /** Runs a change: what is read before it is over is not kept. */
  changing<R>(key: string, change: () => Promise<R>): Promise<R>;
}

export function keepReads<T>(read: (key: string) => Promise<T>): KeptReads<T> {
  const kept = new Map<string, T>();
  const changes = new Map<string, number>();

  function forget(key: string): void {
    kept.delete(key);
    changes.set(key, (changes.get(key) ?? 0) + 1);
  }

  return {
    async get(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const before = changes.get(key);
      const found = await read(key);
      if (changes.get(key) === before) kept.set(key, found);
      return found;
    },
    async changing(key, change) {
      forget(key);
      try {
        return await change();
      } finally {
        forget(key);
      }
    },
  };
}
