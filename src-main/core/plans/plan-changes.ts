/** Who looks at a plan is told that something of it changed. */
export interface PlanChanges {
  tell(planId: string): void;
  /** Resolves at the next change since the last call, or when the signal is aborted. */
  watch(planId: string, signal: AbortSignal): { next(): Promise<void>; end(): void };
}

export function createPlanChanges(): PlanChanges {
  const listeners = new Map<string, Set<() => void>>();
  return {
    tell: (planId) => {
      for (const listener of listeners.get(planId) ?? []) listener();
    },
    watch(planId, signal) {
      const those = listeners.get(planId) ?? new Set();
      listeners.set(planId, those);
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
          if (those.size === 0) listeners.delete(planId);
          signal.removeEventListener('abort', listener);
        },
      };
    },
  };
}
