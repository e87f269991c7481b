/** Upkeep does not wait for quiet past these: rows outside the text index are searched one by one, 0.1 ms each; versions are files. */
const MOST_ROWS = 1_000;
const MOST_CHANGES = 24;
/** It writes the text index anew, however little was added: it rests for this many times as long as it took. */
const REST_TIMES = 3;

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
  let notBefore = Number.NEGATIVE_INFINITY;
  let stopped = false;

  function run(): void {
    clearTimeout(timer);
    if (stopped || running !== null) return;
    changes = 0;
    rows = 0;
    const began = performance.now();
    running = work()
      .catch(failed)
      .then(() => {
        running = null;
        notBefore = performance.now() + REST_TIMES * (performance.now() - began);
        if (changes > 0) schedule();
      });
  }

  function schedule(): void {
    clearTimeout(timer);
    if (stopped) return;
    const many = changes >= MOST_CHANGES || rows >= MOST_ROWS;
    timer = setTimeout(run, Math.max(many ? 0 : delayMs, notBefore - performance.now()));
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
