/** Plain steps that are timed before the first guess. */
const TIMED_STEPS = 4;
const SHORTEST = 3;
const LONGEST = 15;
/** What guesses may cost, as a share of plain steps. */
const ALLOWANCE = 0.01;
/** What they may cost before they have gained anything, in plain steps, as all of these. */
const CREDIT = 1.5;
/** What was gained counts for the guesses to come up to here: text that was quoted says little of the text after it. */
const MOST_CREDIT = 16;
/** One slow step is no proof: a busy machine has many. */
const MOST_DEBT = 2;
/** What a wrong guess costs about: with less it is not tried again. */
const PROBE = 1;
/** A plain step counts at most so many times the mean. */
const OUTLIER = 8;

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
 * Guessing pays where checking several tokens at once costs little more than writing one: that depends on the machine, the model's number
 * format and the text, so it is measured. What it costs is paid from a credit that plain steps fill slowly and right guesses quickly, so
 * that text which cannot be guessed is not written more than a hundredth slower, and a few steps.
 */
export function createLookupGain(): LookupGain {
  let steps = 0;
  let plainMs = 0;
  let credit = CREDIT;
  let most = SHORTEST;
  let resting = false;

  return {
    most: () => (steps < TIMED_STEPS || resting ? 0 : most),
    plain: (ms) => {
      // The mean, as that of guessed steps: on a busy machine it is far above the best case, and both must bear that.
      plainMs = steps === 0 ? ms : plainMs + (Math.min(ms, plainMs * OUTLIER) - plainMs) / Math.min(steps + 1, 16);
      steps += 1;
      credit = Math.min(MOST_CREDIT, credit + ALLOWANCE);
      if (credit >= PROBE) resting = false;
    },
    guessed: (ms, guessed, right) => {
      const gained = right + 1 - ms / plainMs;
      credit = Math.max(-MOST_DEBT, Math.min(MOST_CREDIT, credit + gained));
      most = right === guessed ? Math.min(LONGEST, most * 2 + 1) : Math.max(SHORTEST, Math.floor(most / 2));
      if (credit > 0) return;
      resting = true;
      most = SHORTEST;
    },
  };
}
