/** Upkeep does not wait for quiet past these: rows outside the text index are searched one by one, versions are files. */
const MOST_ROWS = 4_000;
const MOST_CHANGES = 24;

export interface Upkeep {
  changed(rows: number): void;
  /** Waits for an upkeep under way; none starts afterwards. */
  stop(): Promise<void>;
}

/** Runs `work` when a table has been quiet for a while after changes, or has changed many times. */
export function createUpkeep(delayMs: number, work: () => Promise<void>, failed: (error: unknown) => void): Upkeep {
  let timer: NodeJS.Timeout | undefined;
  let changes = 0;
  let rows = 0;
  let running: Promise<void> | null = null;
  let stopped = false;

  function run(): void {
    clearTimeout(timer);
    if (stopped || running !== null) return;
    changes = 0;
    rows = 0;
    running = work()
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
