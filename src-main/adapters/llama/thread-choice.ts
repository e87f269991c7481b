import type { ThreadRate } from '#shared/thread-records.ts';

/** How many threads read prompts, and how many write. */
export interface ThreadChoice {
  reading: number;
  writing: number;
}

/** More threads that gain less than this are not worth what they take from everything else on the machine. */
const WORTH = 1.05;

/** Counts that are tried, the likely ones first, because measuring ends when its time is over. */
export function threadCandidates(cores: number): number[] {
  const most = Math.max(1, Math.floor(cores));
  const likely = [most - 1, Math.ceil(most / 2), most, Math.ceil(most / 4), 1];
  return [...new Set(likely.filter((count) => count >= 1))];
}

/** The fewest threads that are about as quick as the quickest, for each of the two kinds of work. */
export function chooseThreads(rates: readonly ThreadRate[]): ThreadChoice {
  return { reading: fewest(rates, ({ readPerSecond }) => readPerSecond), writing: fewest(rates, ({ writePerSecond }) => writePerSecond) };
}

function fewest(rates: readonly ThreadRate[], rateOf: (rate: ThreadRate) => number): number {
  const best = Math.max(0, ...rates.map(rateOf));
  const enough = rates.filter((rate) => rateOf(rate) * WORTH >= best).map(({ threads }) => threads);
  return rates.length === 0 ? 1 : Math.min(...enough);
}
