/** Events that can be cut off from outside, also while nothing comes. */
export interface Cuttable<T> extends AsyncIterable<T> {
  /** Ends the reading with this error, at once; what still comes is not read. */
  cut(reason: unknown): void;
}

/**
 * The events of a source until it ends or is cut. A reader that leaves waits until the source has ended too; a cut does not wait, since a
 * silent source may take its time, and the source is told to end.
 */
export function untilCut<T>(source: AsyncIterable<T>): Cuttable<T> {
  let reason: { error: unknown } | null = null;
  // One slot for the step under way: a promise that lived as long as the stream would gather a reaction for each event.
  let refuse: ((error: unknown) => void) | null = null;

  async function* events(): AsyncGenerator<T> {
    const reader = source[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (;;) {
        const step = await new Promise<IteratorResult<T>>((resolve, reject) => {
          if (reason) return reject(reason.error);
          refuse = reject;
          reader.next().then(resolve, reject);
        });
        if (step.done) {
          ended = true;
          return;
        }
        yield step.value;
      }
    } catch (error) {
      ended = true;
      reader.return?.().catch(() => undefined);
      throw error;
    } finally {
      if (!ended) await reader.return?.();
    }
  }

  return {
    [Symbol.asyncIterator]: events,
    cut(error) {
      reason = { error };
      refuse?.(error);
    },
  };
}
