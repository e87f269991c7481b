/** One source of events for several readers, each of whom gets all of them. */
export interface SharedEvents<T> {
  /**
   * A reader of its own, from the first event on. One that is stopped leaves; the last of them stops the source first and gets what it
   * still has to say.
   */
  read(signal: AbortSignal): AsyncGenerator<T, void, void>;
}

/** Reads a source once, at the pace of its fastest reader. What it throws, every reader gets; `stop` makes it end. */
export function shareEvents<T>(source: AsyncIterable<T>, stop: () => void): SharedEvents<T> {
  const seen: T[] = [];
  const iterator = source[Symbol.asyncIterator]();
  let readers = 0;
  let over = false;
  let pulling: Promise<void> | null = null;

  /** Takes one more event; readers that want it meanwhile wait for the same. */
  function pull(): Promise<void> {
    pulling ??= iterator
      .next()
      .then((step) => {
        if (step.done) over = true;
        else seen.push(step.value);
      })
      .finally(() => (pulling = null));
    return pulling;
  }

  async function next(signal: AbortSignal): Promise<'left' | undefined> {
    if (!signal.aborted) await Promise.race([pull(), aborted(signal)]);
    if (!signal.aborted) return undefined;
    if (readers > 1) return 'left';
    stop();
    await pull();
    return undefined;
  }

  async function* read(signal: AbortSignal): AsyncGenerator<T, void, void> {
    readers += 1;
    try {
      for (let at = 0; ; at += 1) {
        while (at >= seen.length && !over) if ((await next(signal)) === 'left') return;
        const event = seen[at];
        if (event === undefined) return;
        yield event;
      }
    } finally {
      readers -= 1;
      if (readers === 0 && !over) {
        over = true;
        stop();
        await iterator.return?.();
      }
    }
  }
  return { read };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
