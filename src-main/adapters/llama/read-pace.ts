/** Pieces take about this long, so that an abort is noticed within it whatever the model's size and the machine's speed. */
const PIECE_MS = 80;
const LEAST_TOKENS = 8;
const FIRST_TOKENS = 64;
/** What llama.cpp takes as one batch. */
const MOST_TOKENS = 512;
/** How fast what was learned gives way to what is seen now. */
const SHARE_OF_NEW = 0.5;

/** How large the pieces are that a prompt is read in. */
export interface ReadPace {
  /** Tokens of the next piece. */
  size(): number;
  /** Told how long a piece of so many tokens took. */
  took(tokens: number, ms: number): void;
}

/**
 * A piece costs something for itself, however small it is, and something for each token. What it costs for itself grows with what was read
 * before it, so that halving pieces towards a time they cannot keep would end in tiny ones, most of whose time is spent on nothing. It is
 * learned as a number of tokens, from how time follows size; pieces are never so small that it is more than half of their time.
 */
export function createReadPace(): ReadPace {
  let size = FIRST_TOKENS;
  /** The tokens whose reading takes as long as a piece takes for itself. */
  let overhead = 0;
  let last: { tokens: number; ms: number } | null = null;

  function learn(tokens: number, ms: number): void {
    if (last === null || last.tokens === tokens) return;
    const perToken = (ms - last.ms) / (tokens - last.tokens);
    // Where a larger piece was no slower, all of it was spent on the piece itself.
    const seen = perToken <= 0 ? MOST_TOKENS : Math.min(MOST_TOKENS, Math.max(0, ms / perToken - tokens));
    overhead += SHARE_OF_NEW * (seen - overhead);
  }

  return {
    size: () => size,
    took(tokens, ms) {
      learn(tokens, ms);
      last = { tokens, ms };
      const perToken = Math.max(ms, 0.01) / (tokens + overhead);
      const wanted = Math.max(PIECE_MS / perToken - overhead, overhead);
      size = Math.round(Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, tokens * 2, wanted)));
    },
  };
}
