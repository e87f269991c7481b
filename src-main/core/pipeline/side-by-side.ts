/**
 * Reads generators at once and gives what each yields as it comes, with its place; what they return comes in their order. Leaving
 * early, or a failure of one, ends them all.
 */
export async function* sideBySide<T, R>(generators: readonly AsyncGenerator<T, R>[]): AsyncGenerator<{ of: number; value: T }, R[]> {
  const results: R[] = [];
  const next = async (of: number): Promise<{ of: number; step: IteratorResult<T, R> } | null> => {
    const generator = generators[of];
    return generator ? { of, step: await generator.next() } : null;
  };
  const waiting = new Map(generators.map((_, of) => [of, next(of)]));
  try {
    while (waiting.size > 0) {
      const come = await Promise.race(waiting.values());
      if (come === null) break;
      const { of, step } = come;
      // Behind the others: one that is always ready must not keep them from being read.
      waiting.delete(of);
      if (step.done) {
        results[of] = step.value;
      } else {
        waiting.set(of, next(of));
        yield { of, value: step.value };
      }
    }
    return results;
  } finally {
    // Those still waiting are not waited for: each ends at its own next step.
    for (const [of, work] of waiting) {
      work.catch(() => undefined);
      void generators[of]?.return(undefined as R).catch(() => undefined);
    }
  }
}
