import type { Clock } from '#core/ports/clock.ts';

/** How long other work of the core may have to wait. */
const AT_MOST_MS = 15;

/** What a computation yields, with pauses in which everything else gets its turn. */
export async function collectUnhurried<T>(steps: Iterable<T>, clock: Clock): Promise<T[]> {
  const all: T[] = [];
  let since = clock.elapsed();
  for (const step of steps) {
    all.push(step);
    if (clock.elapsed() - since < AT_MOST_MS) continue;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    since = clock.elapsed();
  }
  return all;
}
