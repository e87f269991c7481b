import type { Manner } from '#core/ports/manner.ts';
import type { LookupGain } from './lookup-gain.ts';

/** Keeps how many tokens were guessed in each step, so that the same can be done again. */
export interface GuessRecord {
  add(guessed: number): void;
  /** Without the steps after the last guess. */
  runs(): Manner['guesses'];
}

export function createGuessRecord(): GuessRecord {
  const runs: [number, number][] = [];
  return {
    add(guessed) {
      const last = runs.at(-1);
      if (last?.[1] === guessed) last[0] += 1;
      else runs.push([1, guessed]);
    },
    runs: () => runs.slice(0, runs.at(-1)?.[1] === 0 ? -1 : undefined),
  };
}

/** Guesses in each step as many tokens as were guessed then, whatever the clock says. */
export function followGuesses(runs: Manner['guesses']): LookupGain {
  let [run, done] = [0, 0];
  return {
    most() {
      const [steps, guessed] = runs[run] ?? [Number.POSITIVE_INFINITY, 0];
      done += 1;
      if (done >= steps) [run, done] = [run + 1, 0];
      return guessed;
    },
    plain: () => undefined,
    guessed: () => undefined,
  };
}
