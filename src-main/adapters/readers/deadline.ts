/** A time limit on work that can be interrupted; what passes while it is paused is not counted. */
export interface Deadline {
  start(allowedMs: number, onPassed: () => void): void;
  pause(): void;
  resume(): void;
  stop(): void;
}

export function createDeadline(): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let left = 0;
  let since = 0;
  let passed: () => void = () => undefined;

  function run(): void {
    clearTimeout(timer);
    since = performance.now();
    timer = setTimeout(passed, left);
  }

  return {
    start(allowedMs, onPassed) {
      left = allowedMs;
      passed = onPassed;
      run();
    },
    pause() {
      clearTimeout(timer);
      left = Math.max(0, left - (performance.now() - since));
    },
    resume: run,
    stop() {
      clearTimeout(timer);
    },
  };
}
