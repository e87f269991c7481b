/** Pieces take about this long, so that an abort is noticed within it whatever the model's size and the machine's speed. */
const PIECE_MS = 40;
const LEAST_TOKENS = 8;
const FIRST_TOKENS = 16;
/** What llama.cpp takes as one batch. */
const MOST_TOKENS = 512;
/** How fast what was learned gives way to what is seen now. */
const SHARE_OF_NEW = 0.5;
/** Pieces whose sizes differ by less say nothing: how long one takes also follows what was read before it, and what else runs. */
const TELLING_RATIO = 1.5;
const PROBE_EVERY = 8;

/** How large the pieces are that a prompt is read in. */
export interface ReadPace {
  /** Tokens of the next piece. */
  size(): number;
  /** Told how long a piece of so many tokens took. */
  took(tokens: number, ms: number): void;
}

/**
 * A piece costs something for itself, however small it is, and something for each token. What it costs for itself grows with what was read
 * before it, and with what else runs on the machine, so that halving pieces towards a time they cannot keep would end in tiny ones, most of
 * whose time is spent on nothing. It is learned as a number of tokens, from how time follows size; pieces are never so small that it is more
 * than half of their time.
 */
export function createReadPace(): ReadPace {
  let size = FIRST_TOKENS;
  /** The tokens whose reading takes as long as a piece takes for itself. */
  let overhead = 0;
  let last: { tokens: number; ms: number } | null = null;
  /** Pieces in a row that took much longer than they should. */
  let misses = 0;

  function learn(tokens: number, ms: number): void {
    if (last === null || Math.max(tokens, last.tokens) < TELLING_RATIO * Math.min(tokens, last.tokens)) return;
    const perToken = (ms - last.ms) / (tokens - last.tokens);
    // Where the larger of the two was no slower it is at least that much; one such pair may also be chance.
    const most = Math.max(tokens, last.tokens);
    const seen = perToken <= 0 ? most : Math.min(most, Math.max(0, ms / perToken - tokens));
    overhead += SHARE_OF_NEW * (seen - overhead);
  }

  /** Where pieces cannot keep the time, now and then one is twice as large: it tells whether that is for what pieces cost themselves. */
  function next(tokens: number, ms: number): number {
    misses = ms > 2 * PIECE_MS ? misses + 1 : 0;
    if (misses % PROBE_EVERY === 2) return tokens * 2;
    const perToken = Math.max(ms, 0.01) / (tokens + overhead);
    const inTime = PIECE_MS / perToken - overhead;
    if (inTime >= overhead) return inTime;
    return tokens > overhead * TELLING_RATIO ? overhead : overhead * 2;
  }

  return {
    size: () => size,
    took(tokens, ms) {
      learn(tokens, ms);
      size = Math.round(Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, tokens * 2, next(tokens, ms))));
      last = { tokens, ms };
    },
  };
}
