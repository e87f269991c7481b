/** Plain steps that are timed before the first guess. */
const TIMED_STEPS = 4;
const SHORTEST = 3;
const LONGEST = 15;
/** Of the time spent writing, what guesses may have cost before they rest. */
const TOLERATED = 0.005;
/** One slow step is no proof: a busy machine has many. */
const TOLERATED_STEPS = 2;
const FIRST_REST = 32;
const LONGEST_REST = 1_024;

/** Decides by the clock how many tokens are worth guessing. Times are in milliseconds. */
export interface LookupGain {
  /** How many tokens to guess for the next step; 0 for none. */
  most(): number;
  /** A step without a guess took so long for its one token. */
  plain(ms: number): void;
  /** A step with guesses took so long; so many were guessed and so many were right. */
  guessed(ms: number, guessed: number, right: number): void;
}

/**
 * Guessing pays where checking several tokens at once costs little more than writing one: that depends on the machine, the model's
 * number format and the text, so it is measured. When it has cost more than it gained it rests, each time twice as long.
 */
export function createLookupGain(): LookupGain {
  let steps = 0;
  let plainMs = 0;
  let spentMs = 0;
  let gainedMs = 0;
  let most = SHORTEST;
  let resting = 0;
  let rest = FIRST_REST;

  return {
    most: () => (steps < TIMED_STEPS || resting > 0 ? 0 : most),
    plain: (ms) => {
      // The mean, as that of guessed steps: on a busy machine it is far above the best case, and both must bear that.
      plainMs = steps === 0 ? ms : plainMs + (Math.min(ms, plainMs * 8) - plainMs) / Math.min(steps + 1, 16);
      steps += 1;
      spentMs += ms;
      resting = Math.max(0, resting - 1);
    },
    guessed: (ms, guessed, right) => {
      spentMs += ms;
      gainedMs += plainMs * (right + 1) - ms;
      most = right === guessed ? Math.min(LONGEST, most * 2 + 1) : Math.max(SHORTEST, Math.floor(most / 2));
      if (gainedMs > -Math.max(TOLERATED * spentMs, TOLERATED_STEPS * plainMs)) return;
      gainedMs = 0;
      most = SHORTEST;
      resting = rest;
      rest = Math.min(LONGEST_REST, rest * 2);
    },
  };
}
