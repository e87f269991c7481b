/** Who looks at something that goes on in the background is told that it changed. */
export interface Changes {
  tell(id: string): void;
  /** Resolves at the next change since the last call, or when the signal is aborted. */
  watch(id: string, signal: AbortSignal): { next(): Promise<void>; end(): void };
}

export function createChanges(): Changes {
  const listeners = new Map<string, Set<() => void>>();
  return {
    tell: (id) => {
      for (const listener of listeners.get(id) ?? []) listener();
    },
    watch(id, signal) {
      const those = listeners.get(id) ?? new Set();
      listeners.set(id, those);
      let changed = false;
      let wake = (): void => undefined;
      const listener = (): void => {
        changed = true;
        wake();
      };
      those.add(listener);
      signal.addEventListener('abort', listener, { once: true });
      return {
        async next() {
          if (!changed) await new Promise<void>((resolve) => (wake = resolve));
          changed = false;
        },
        end() {
          those.delete(listener);
          if (those.size === 0) listeners.delete(id);
          signal.removeEventListener('abort', listener);
        },
      };
    },
  };
}
