import type { ComparedLine } from '#shared/contract/prompts.ts';
import { diffRuns } from '#core/knowledge/index.ts';

/** Two texts side by side, line by line; what was put in the place of something stands beside it. */
export function compareLines(before: string, after: string): ComparedLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const numbers = new Map<string, number>();
  const numbered = (lines: readonly string[]): Int32Array => Int32Array.from(lines, (line) => numbers.get(line) ?? (numbers.set(line, numbers.size), numbers.size - 1));
  const runs = [...diffRuns(numbered(a), numbered(b))].filter((run) => run !== null);
  return merged(runs).flatMap(({ same, a0, a1, b0, b1 }) =>
    Array.from({ length: Math.max(a1 - a0, b1 - b0) }, (_, at) => ({ same, before: a0 + at < a1 ? (a[a0 + at] ?? null) : null, after: b0 + at < b1 ? (b[b0 + at] ?? null) : null })),
  );
}

type Run = Exclude<ReturnType<typeof diffRuns> extends Generator<infer R> ? R : never, null>;

/** Runs of changes that touch, as one. */
function merged(runs: readonly Run[]): Run[] {
  const whole: Run[] = [];
  for (const run of runs) {
    const last = whole.at(-1);
    if (last && !last.same && !run.same) Object.assign(last, { a1: run.a1, b1: run.b1 });
    else whole.push({ ...run });
  }
  return whole;
}
