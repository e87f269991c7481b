/**
 * Hands a stream of the pipeline on, one event for each that is asked for. When the reader leaves before its first read, the stream is
 * still entered once (with `leave` called first, which aborts the call), because a generator that is never entered never
 * reaches its own ending, and the call would stay unrecorded.
 */
export function forwardEvents(
  events: AsyncIterable<unknown>,
  options: { leave: () => void; mapError?: (error: unknown) => unknown },
): AsyncIterableIterator<unknown> {
  const source = events[Symbol.asyncIterator]();
  const mapError = options.mapError ?? ((error: unknown) => error);
  let entered = false;

  const step = async () => {
    entered = true;
    try {
      return await source.next();
    } catch (error) {
      throw mapError(error);
    }
  };

  return {
    next: step,
    async return() {
      options.leave();
      if (!entered) await step().catch(() => undefined);
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
