import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Small enough that an abort is noticed within a fraction of a second, large enough to keep most of the speed. */
const CHUNK_TOKENS = 64;

/**
 * Evaluates a prompt piece by piece, all but its last token: given whole, it could neither be stopped nor show progress.
 * What the sequence already holds of it is not evaluated again.
 * @returns tokens taken over from earlier
 */
export async function readPrompt(sequence: LlamaContextSequence, tokens: Token[], signal: AbortSignal, onProgress: (done: number) => void): Promise<number> {
  // A prompt that is already there in full is stepped back by one token: the answer grows from evaluating the last.
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  const reused = sequence.nextTokenIndex;
  const end = tokens.length - 1;
  onProgress(reused);
  for (let start = reused; start < end; start += CHUNK_TOKENS) {
    signal.throwIfAborted();
    const stop = Math.min(start + CHUNK_TOKENS, end);
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, stop));
    onProgress(stop);
  }
  signal.throwIfAborted();
  return reused;
}
