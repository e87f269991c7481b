import { loadavg } from 'node:os';
import type { Llama, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { MeasuredThreads, ThreadRate } from '#shared/thread-records.ts';
import { chooseThreads, threadCandidates } from './thread-choice.ts';

/** After this long no further number of threads is tried. */
const BUDGET_MS = 2_000;
/** For one number of threads, unless a single step takes longer. */
const WRITING_MS = 150;
const READING_MS = 150;
const MOST_WRITTEN = 16;
const LEAST_READ = 16;
const MOST_READ = 128;
/** Programs that want to run beside this one, for each core. */
const QUIET_LOAD = 0.4;
const TEXT = 'The feed pump is started against a closed discharge valve, which is opened slowly once the pressure stands. ';

/**
 * Tries a few numbers of threads on a model that was just loaded and serves nobody yet. Takes about two seconds, and no more than one step
 * beyond; what the sequence holds is gone afterwards.
 */
export async function measureThreads(llama: Llama, model: LlamaModel, sequence: LlamaContextSequence): Promise<MeasuredThreads> {
  const tokens = model.tokenize(TEXT.repeat(20)).slice(0, Math.min(MOST_READ, Math.floor(sequence.contextSize / 2)));
  const [first] = tokens;
  const rates: ThreadRate[] = [];
  const startedAt = performance.now();
  let read = LEAST_READ;
  if (first !== undefined) {
    // Weights are read from the disk on their first use.
    await sequence.evaluateWithoutGeneratingNewTokens([first]);
    for (const threads of threadCandidates(llama.cpuMathCores)) {
      if (rates.length > 0 && performance.now() - startedAt > BUDGET_MS) break;
      llama.maxThreads = threads;
      await sequence.clearHistory();
      const readPerSecond = await rateOf(async () => {
        await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, read));
        return Math.min(read, tokens.length);
      });
      const writePerSecond = await rateOf(async () => {
        let written = 0;
        for (const begunAt = performance.now(); written < MOST_WRITTEN && performance.now() - begunAt < WRITING_MS; written += 1) await sequence.evaluateWithoutGeneratingNewTokens([first]);
        return written;
      });
      rates.push({ threads, readPerSecond, writePerSecond });
      // Later ones read as much as takes about as long as writing was given.
      if (rates.length === 1) read = Math.max(LEAST_READ, Math.min(MOST_READ, Math.round((readPerSecond * READING_MS) / 1_000)));
    }
    await sequence.clearHistory();
  }
  return { ...chooseThreads(rates), rates, quiet: (loadavg()[0] ?? 0) < llama.cpuMathCores * QUIET_LOAD };
}

async function rateOf(work: () => Promise<number>): Promise<number> {
  const startedAt = performance.now();
  const tokens = await work();
  return (tokens * 1_000) / Math.max(0.001, performance.now() - startedAt);
}
