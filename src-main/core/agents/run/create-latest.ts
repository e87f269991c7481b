/** Takes values as they come, and gives the newest whenever somebody asks for one. */
export interface Latest<T> {
  push(value: T): void;
  /** The newest values, one after another; those that came in between are left out. Ends with `end`, however that ends. */
  until(end: Promise<unknown>): AsyncGenerator<T, void>;
}

export function createLatest<T>(): Latest<T> {
  let waiting: { value: T } | null = null;
  let wake = (): void => undefined;
  return {
    push(value) {
      waiting = { value };
      wake();
    },
    async *until(end) {
      let over = false;
      const stop = (): void => {
        over = true;
        wake();
      };
      end.then(stop, stop);
      for (;;) {
        if (over) return;
        if (waiting === null) {
          await new Promise<void>((awake) => {
            wake = awake;
          });
          continue;
        }
        const { value } = waiting;
        waiting = null;
        yield value;
      }
    },
  };
}
