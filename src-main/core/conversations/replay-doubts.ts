import type { Manner, ReplayDoubt } from '#shared/contract/answers.ts';

/** A run, and how it was drawn. */
export interface ComputedRun {
  /** Null where that is not known. */
  manner: Manner | null;
  promptTokens: number | null;
}

/**
 * Why the sums of a first run may have come out otherwise than those of the second, which was computed alone. Measured for llama.cpp on a CPU
 * (decision 0036): steps of one token are computed by other sums than steps of several, and so are flash attention and other number formats
 * of the cache; how a prompt is cut into larger pieces, the number of threads without flash attention and the place in a context change nothing.
 */
export function replayDoubts(before: ComputedRun, now: ComputedRun, drawn: { temperature: number; seed: number | null; elsewhere: boolean; device: string | null }): ReplayDoubt[] {
  const [then, again] = [before.manner, now.manner];
  const doubts: ReplayDoubt[] = drawn.temperature > 0 && drawn.seed === null ? ['no-seed'] : [];
  if (drawn.elsewhere || again === null) return [...doubts, 'elsewhere'];
  if (then === null) return [...doubts, 'unknown'];
  if (then.beside) doubts.push('beside');
  if (then.takenOver > 0) doubts.push('taken-over');
  if (then.contextTokens !== again.contextTokens || (before.promptTokens !== null && before.promptTokens !== now.promptTokens)) doubts.push('context');
  if (then.engine !== again.engine) doubts.push('engine');
  if (then.cacheTypes !== again.cacheTypes) doubts.push('cache');
  if (then.flashAttention !== again.flashAttention) doubts.push('flash-attention');
  else if (then.flashAttention !== 'off' && (then.threads.reading !== again.threads.reading || then.threads.writing !== again.threads.writing)) doubts.push('threads');
  // Not measured there: kernels of a GPU are chosen by the size of a step.
  if (drawn.device !== null && drawn.device !== 'CPU') doubts.push('gpu');
  return doubts;
}
