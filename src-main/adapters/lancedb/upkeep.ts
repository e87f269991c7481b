import type { TenantIndex } from '#core/ports/vector-index.ts';

/** Upkeep does not wait for quiet past these: rows outside the text index are searched one by one, versions are files. */
const MOST_ROWS = 4_000;
const MOST_CHANGES = 24;

export interface Upkeep {
  attach(index: TenantIndex): void;
  changed(rows: number): void;
  /** Waits for an upkeep under way; none starts afterwards. */
  stop(): Promise<void>;
}

/** Runs `optimize` when an index has been quiet for a while after changes, or has changed many times. */
export function createUpkeep(delayMs: number, failed: (error: unknown) => void): Upkeep {
  let index: TenantIndex | null = null;
  let timer: NodeJS.Timeout | undefined;
  let changes = 0;
  let rows = 0;
  let running: Promise<void> | null = null;
  let stopped = false;

  function run(): void {
    clearTimeout(timer);
    if (stopped || running !== null || index === null) return;
    changes = 0;
    rows = 0;
    running = index
      .optimize()
      .catch(failed)
      .then(() => {
        running = null;
        if (changes > 0) schedule();
      });
  }

  function schedule(): void {
    clearTimeout(timer);
    if (stopped) return;
    if (changes >= MOST_CHANGES || rows >= MOST_ROWS) return run();
    timer = setTimeout(run, delayMs);
    timer.unref();
  }

  return {
    attach(opened) {
      index = opened;
      if (changes > 0) schedule();
    },
    changed(count) {
      changes += 1;
      rows += count;
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
