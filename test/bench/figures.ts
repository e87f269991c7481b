/** What one run of one side cost. */
export interface Cost {
  wallMs: number;
  cpuMs: number;
}

export interface Sides {
  ours: Cost[];
  baseline: Cost[];
}

/** Wall and CPU time (all threads of this process) of some work. */
export async function costOf(work: () => Promise<unknown> | unknown): Promise<Cost> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1000 };
}

/** Runs both sides in turn, ours first, so that a drift of the machine's speed falls on both. */
export async function alternate(rounds: number, ours: () => Promise<Cost>, baseline: () => Promise<Cost>): Promise<Sides> {
  const sides: Sides = { ours: [], baseline: [] };
  for (let round = 0; round < rounds; round++) {
    sides.ours.push(await ours());
    sides.baseline.push(await baseline());
  }
  return sides;
}

/** What one round gave on both sides. */
export interface Pair {
  ours: number;
  baseline: number;
}

/** Both sides in turn, and the other one first each time: what the machine does beside it falls on both. Rounds of a second or less bear it best. */
export async function inTurn(rounds: number, ours: (round: number) => Promise<number>, baseline: (round: number) => Promise<number>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const mine = await ours(round);
      pairs.push({ ours: mine, baseline: await baseline(round) });
    } else {
      const bare = await baseline(round);
      pairs.push({ ours: await ours(round), baseline: bare });
    }
  }
  return pairs;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same work done the plain way in the same run, and ours divided by it. */
  baseline?: { name: string; value: number; ratio: number };
}

export function figure(name: string, unit: string, value: number, baseline?: { name: string; value: number }): Figure {
  return { name, unit, value, ...(baseline ? { baseline: { ...baseline, ratio: value / baseline.value } } : {}) };
}

/** The ratio is the median of the rounds' own ratios: a round that other work slowed down did not slow down one side only. */
export function figureOfPairs(name: string, unit: string, pairs: readonly Pair[], baseline: string): Figure {
  const ratio = median(pairs.map(({ ours, baseline: bare }) => ours / bare));
  return { name, unit, value: median(pairs.map(({ ours }) => ours)), baseline: { name: baseline, value: median(pairs.map(({ baseline: bare }) => bare)), ratio } };
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  for (const { name, value, unit, baseline } of figures) {
    const against = baseline ? `   ${baseline.name}: ${short(baseline.value)} ${unit}, ratio ${baseline.ratio.toFixed(2)}` : '';
    console.log(`  ${name.padEnd(46)} ${short(value).padStart(10)} ${unit}${against}`);
  }
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
