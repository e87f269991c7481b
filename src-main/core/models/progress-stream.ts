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
