import type { Logger } from '#core/ports/logger.ts';

type Work = (signal: AbortSignal) => Promise<void>;

/** Does things that nobody waits for: of each key one at a time, those of different keys side by side. */
export interface BackgroundWork {
  /** Aborted once everything is to end. */
  readonly closing: AbortSignal;
  /** Does the work of a key: now, or once after what is under way, which may have looked already. Of those that come meanwhile only the last is done. Nothing after {@link close}. */
  wake(key: string, work: Work): void;
  underWay(key: string): boolean;
  /** Aborts what is under way for a key, without what was to follow; resolves when nothing of it runs any more. */
  stop(key: string): Promise<void>;
  /** As {@link stop}, for all, for good. */
  close(): Promise<void>;
}

export interface BackgroundOptions {
  logger: Logger;
  /** What the log says of work that throws: it ends that work alone. */
  failure: string;
  /** Told when nothing of a key is under way any more. */
  over?(key: string): void;
}

interface Lane {
  stopping: AbortController;
  next: Work | null;
  done: Promise<void>;
}

export function createBackgroundWork({ logger, failure, over }: BackgroundOptions): BackgroundWork {
  const closing = new AbortController();
  const lanes = new Map<string, Lane>();

  async function run(key: string, lane: Lane, before: Promise<void> | undefined): Promise<void> {
    await before;
    while (lane.next !== null && !lane.stopping.signal.aborted) {
      const work = lane.next;
      lane.next = null;
      try {
        await work(lane.stopping.signal);
      } catch (error) {
        logger.error(failure, { key, error: String(error) });
      }
    }
    if (lanes.get(key) !== lane) return;
    lanes.delete(key);
    over?.(key);
  }

  async function stop(key: string): Promise<void> {
    const lane = lanes.get(key);
    lane?.stopping.abort();
    await lane?.done;
  }

  return {
    closing: closing.signal,
    wake(key, work) {
      if (closing.signal.aborted) return;
      const lane = lanes.get(key);
      if (lane && !lane.stopping.signal.aborted) {
        lane.next = work;
        return;
      }
      const begun: Lane = { stopping: new AbortController(), next: work, done: Promise.resolve() };
      lanes.set(key, begun);
      begun.done = run(key, begun, lane?.done);
    },
    underWay: (key) => lanes.has(key),
    stop,
    async close() {
      closing.abort();
      await Promise.all([...lanes.keys()].map(stop));
    },
  };
}
