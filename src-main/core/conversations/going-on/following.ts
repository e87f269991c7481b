import type { AnswerEvent } from '#core/conversations/answer.ts';

/** Shows an answer that goes on by itself to whoever looks at its conversation, from its beginning, and lets it be stopped. */
export interface Following {
  begin(conversationId: string): { tell(event: AnswerEvent): void; end(): void; /** Aborted when it is stopped. */ stopped: AbortSignal };
  /** Stops the answer that goes on. False where none does. */
  stop(conversationId: string): boolean;
  /** Something changed of what a conversation waits for. */
  wake(conversationId: string): void;
  listen(conversationId: string, signal: AbortSignal): Listening;
}

export interface Listening {
  /** What was not taken yet. */
  take(): AnswerEvent[];
  /** Whether an answer goes on now. */
  under(): boolean;
  /** Resolves when there is something to look at, or the signal is aborted. */
  next(): Promise<void>;
  end(): void;
}

interface Listener {
  waiting: AnswerEvent[];
  wake(): void;
}

export function createFollowing(): Following {
  const told = new Map<string, AnswerEvent[]>();
  const stops = new Map<string, AbortController>();
  const listeners = new Map<string, Set<Listener>>();
  const wake = (id: string): void => {
    for (const listener of listeners.get(id) ?? []) listener.wake();
  };

  return {
    wake,
    stop(id) {
      stops.get(id)?.abort();
      return stops.has(id);
    },
    begin(id) {
      const stop = new AbortController();
      told.set(id, []);
      stops.set(id, stop);
      return {
        stopped: stop.signal,
        tell(event) {
          told.get(id)?.push(event);
          for (const listener of listeners.get(id) ?? []) listener.waiting.push(event);
          wake(id);
        },
        end() {
          told.delete(id);
          stops.delete(id);
          wake(id);
        },
      };
    },
    listen(id, signal) {
      let [changed, resolve] = [false, (): void => undefined];
      const listener: Listener = {
        waiting: [...(told.get(id) ?? [])],
        wake() {
          changed = true;
          resolve();
        },
      };
      const all = listeners.get(id) ?? new Set();
      listeners.set(id, all.add(listener));
      signal.addEventListener('abort', listener.wake, { once: true });
      return {
        take: () => listener.waiting.splice(0),
        under: () => told.has(id),
        async next() {
          if (!changed) await new Promise<void>((done) => (resolve = done));
          changed = false;
        },
        end() {
          all.delete(listener);
          if (all.size === 0 && listeners.get(id) === all) listeners.delete(id);
          signal.removeEventListener('abort', listener.wake);
        },
      };
    },
  };
}
