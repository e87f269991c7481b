/** Longest text that is embedded, in tokens; chunks are about this long. */
export const EMBED_TOKENS = 512;
/** Longest question with a passage that is judged, in tokens. */
export const RANK_TOKENS = 1_024;
