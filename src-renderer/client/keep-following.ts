const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Follows a stream until the signal aborts: again when it ends or breaks, later each time that it did not last. */
export async function keepFollowing(follow: (signal: AbortSignal) => Promise<void>, signal: AbortSignal, broken: () => void = () => undefined): Promise<void> {
  for (let pause = FIRST_WAIT_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
    const since = Date.now();
    await follow(signal).catch(() => undefined);
    if (signal.aborted) return;
    broken();
    if (Date.now() - since > LONGEST_WAIT_MS) pause = FIRST_WAIT_MS;
    await wait(pause);
  }
}
