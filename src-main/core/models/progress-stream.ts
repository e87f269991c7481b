/** Turns reports of a running piece of work into a stream. */
export interface ProgressStream<T> {
  tell(report: T): void;
  /** The reports until the work has ended, however it ended. */
  until(work: Promise<unknown>): AsyncGenerator<T, void, void>;
}

export function createProgressStream<T>(): ProgressStream<T> {
  const reports: T[] = [];
  let wake: () => void = () => undefined;
  return {
    tell: (report) => {
      reports.push(report);
      wake();
    },
    until: async function* (work) {
      let over = false;
      const end = (): void => {
        over = true;
        wake();
      };
      work.then(end, end);
      while (true) {
        const report = reports.shift();
        if (report !== undefined) yield report;
        else if (over) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

/** Begins work whose reports are a stream, and gives its result. Whoever leaves the stream stops the work. */
export async function* followWork<T, Result>(signal: AbortSignal, begin: (signal: AbortSignal, tell: (report: T) => void) => Promise<Result>): AsyncGenerator<T, Result, void> {
  const left = new AbortController();
  const progress = createProgressStream<T>();
  const work = begin(AbortSignal.any([signal, left.signal]), progress.tell);
  try {
    yield* progress.until(work);
    return await work;
  } finally {
    left.abort();
  }
}
