import type { Clock } from '#core/ports/clock.ts';

/** How long a chat is waited for at a time; afterwards ingestion goes on, a step now and then. */
const PATIENCE_MS = 60_000;
const SLOWLY_MS = 5_000;
const LOOK_EVERY_MS = 100;

/** Lets answers go before documents. */
export interface ChatGate {
  /** Waits while an answer is being written, but not for ever. Call it between steps of a second or less. */
  pass(signal: AbortSignal): Promise<void>;
  /** Whether something waits now. */
  readonly yielding: boolean;
}

export function createChatGate({ busy, clock }: { busy: () => boolean; clock: Clock }): ChatGate {
  /** When the present run of answers was first seen. */
  let since: number | null = null;
  let waiting = 0;

  async function wait(signal: AbortSignal): Promise<void> {
    const began = clock.elapsed();
    since ??= began;
    while (busy() && !signal.aborted) {
      const patience = clock.elapsed() - since >= PATIENCE_MS ? SLOWLY_MS : PATIENCE_MS;
      if (clock.elapsed() - began >= patience) return;
      await new Promise<void>((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (!busy()) since = null;
  }

  return {
    async pass(signal) {
      if (!busy()) {
        since = null;
        return;
      }
      waiting += 1;
      await wait(signal).finally(() => (waiting -= 1));
      signal.throwIfAborted();
    },
    get yielding() {
      return waiting > 0;
    },
  };
}
