import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { createReadPace, type ReadPace } from './read-pace.ts';

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
export async function readPrompt(sequence: LlamaContextSequence, tokens: Token[], signal: AbortSignal, onProgress: (done: number) => void, milestone?: Milestone, pace: ReadPace = createReadPace()): Promise<number> {
  const end = tokens.length - 1;
  // A prompt that is already there in full is stepped back by one token: the answer grows from evaluating the last.
  await sequence.adaptStateToTokens(tokens.slice(0, end), false);
  // One token alone is computed by other sums than several at once.
  if (end - sequence.nextTokenIndex === 1 && sequence.nextTokenIndex > 0) await sequence.adaptStateToTokens(tokens.slice(0, end - 2), false);
  const reused = sequence.nextTokenIndex;
  onProgress(reused);
  for (let start = reused; start < end; ) {
    signal.throwIfAborted();
    const halt = milestone && start < milestone.tokens ? Math.min(milestone.tokens, end) : end;
    const size = Math.min(pace.size(), halt - start);
    const stop = start + (halt - start - size === 1 && size > 2 ? size - 1 : size);
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
