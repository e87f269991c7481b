const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;

export interface Daily {
  /** Ends the schedule; work that runs is told to stop, and waited for. */
  close(): Promise<void>;
}

/** Does something soon after the start and then once a day, never twice at once. */
export function daily(work: (signal: AbortSignal) => Promise<void>, failed: (error: unknown) => void, firstMs = FIRST_MS): Daily {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const start = (): void => {
    running = running.then(() => work(stopping.signal)).catch(failed);
  };
  const first = setTimeout(start, firstMs);
  const timer = setInterval(start, EVERY_MS);
  for (const each of [first, timer]) each.unref?.();
  return {
    async close() {
      clearTimeout(first);
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
