import type { Clock } from '#core/ports/clock.ts';

/** How long other work of the core may have to wait. */
const AT_MOST_MS = 12;

/** Ends the turn of a long computation when others have waited long enough; call it between its steps. */
export function createTurns(clock: Clock): () => Promise<void> | undefined {
  let since = clock.elapsed();
  return () => {
    if (clock.elapsed() - since < AT_MOST_MS) return undefined;
    return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      since = clock.elapsed();
    });
  };
}
