import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Pieces take about this long, so that an abort is noticed within it whatever the model's size and the machine's speed. */
const PIECE_MS = 80;
/** Smaller pieces cost a multiple per token. */
const LEAST_TOKENS = 8;
const FIRST_TOKENS = 64;
/** What llama.cpp takes as one batch. */
const MOST_TOKENS = 512;

/** Size of the next piece: towards `PIECE_MS`, at most doubling, because the first pieces are slow for other reasons. */
export function nextPiece(tokens: number, tookMs: number): number {
  const wanted = Math.min(tokens * 2, Math.round((tokens * PIECE_MS) / Math.max(1, tookMs)));
  return Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, wanted));
}

/** A beginning worth a halt: `done` runs when exactly that much has been read, unless it was there before. */
export interface Milestone {
  tokens: number;
  done(): Promise<void>;
}

/**
 * Evaluates a prompt piece by piece, all but its last token: given whole, it could neither be stopped nor show progress.
 * What the sequence already holds of it is not evaluated again.
 * @returns tokens taken over from earlier
 */
export async function readPrompt(sequence: LlamaContextSequence, tokens: Token[], signal: AbortSignal, onProgress: (done: number) => void, milestone?: Milestone): Promise<number> {
  // A prompt that is already there in full is stepped back by one token: the answer grows from evaluating the last.
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  const reused = sequence.nextTokenIndex;
  const end = tokens.length - 1;
  onProgress(reused);
  for (let start = reused, piece = FIRST_TOKENS; start < end; ) {
    signal.throwIfAborted();
    const halt = milestone && start < milestone.tokens ? Math.min(milestone.tokens, end) : end;
    const stop = Math.min(start + piece, halt);
    const startedAt = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, stop));
    piece = nextPiece(stop - start, performance.now() - startedAt);
    start = stop;
    onProgress(stop);
    if (stop === milestone?.tokens) await milestone.done();
  }
  signal.throwIfAborted();
  return reused;
}
