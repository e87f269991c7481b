import type { ReadEvent } from '#core/ports/document-reader.ts';

/** What a reader has to say, waiting to be taken; `taken` runs when the consumer asks for what follows. */
export interface ReadEvents extends AsyncIterable<ReadEvent> {
  push(event: ReadEvent, taken?: () => void): void;
  end(): void;
}

export function createReadEvents(): ReadEvents {
  const waiting: { event: ReadEvent; taken: (() => void) | undefined }[] = [];
  let wake: () => void = () => undefined;
  let ended = false;

  return {
    push(event, taken) {
      const last = waiting.at(-1);
      // Only the newest progress says anything.
      if (event.type === 'progress' && last?.event.type === 'progress') waiting.pop();
      waiting.push({ event, taken });
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) {
          yield next.event;
          next.taken?.();
        } else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
