import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { createReadPace } from './read-pace.ts';

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
  const pace = createReadPace();
  for (let start = reused; start < end; ) {
    signal.throwIfAborted();
    const halt = milestone && start < milestone.tokens ? Math.min(milestone.tokens, end) : end;
    const stop = Math.min(start + pace.size(), halt);
    const startedAt = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, stop));
    pace.took(stop - start, performance.now() - startedAt);
    start = stop;
    onProgress(stop);
    if (stop === milestone?.tokens) await milestone.done();
  }
  signal.throwIfAborted();
  return reused;
}
