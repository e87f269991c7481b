import { EVENT_CREDIT } from './worker-messages.ts';

export interface Credit {
  spend(): void;
  grant(events: number): void;
  room(): Promise<void> | undefined;
}

/** Counts how many events the consumer still has room for. An abort makes room, so that nothing stays paused. */
export function createCredit(signal: AbortSignal): Credit {
  let left = EVENT_CREDIT;
  let waiting: { promise: Promise<void>; resolve: () => void } | undefined;
  const release = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  signal.addEventListener('abort', release, { once: true });
  return {
    spend: () => {
      left -= 1;
    },
    grant: (events) => {
      left += events;
      if (left > 0) release();
    },
    room: () => {
      if (left > 0 || signal.aborted) return undefined;
      if (!waiting) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting = { promise, resolve };
      }
      return waiting.promise;
    },
  };
}
