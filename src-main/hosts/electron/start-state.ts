/** What the start page shows while the core is not there. */
export interface StartState {
  /** Grows with every change, so that the page can wait for the next one. */
  version: number;
  phase: 'starting' | 'failed';
  sentence: string;
}

export interface StartProgress {
  /** The state once it is newer than `after`, or as it is when `waitMs` is over. */
  next(after: number, waitMs: number): Promise<StartState>;
  set(phase: StartState['phase'], sentence: string): void;
}

export function createStartProgress(): StartProgress {
  let state: StartState = { version: 1, phase: 'starting', sentence: 'Starting…' };
  const waiting = new Set<() => void>();
  return {
    next: async (after, waitMs) => {
      if (state.version <= after) await changed(waiting, waitMs);
      return state;
    },
    set: (phase, sentence) => {
      state = { version: state.version + 1, phase, sentence };
      for (const wake of waiting) wake();
    },
  };
}

function changed(waiting: Set<() => void>, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, waitMs);
    waiting.add(wake);
  });
}
