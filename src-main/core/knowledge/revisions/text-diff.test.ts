import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffRuns } from './text-diff.ts';
import type { Run } from './text-diff-gap.ts';

const runs = (a: number[], b: number[]): Run[] => [...diffRuns(Int32Array.from(a), Int32Array.from(b))].filter((run) => run !== null);

/** The second list, put together from the first and what the runs say changed. */
function applied(a: number[], b: number[], changes: readonly Run[]): number[] {
  return changes.flatMap((run) => (run.same ? a.slice(run.a0, run.a1) : b.slice(run.b0, run.b1)));
}

function covers(changes: readonly Run[], a: number[], b: number[]): void {
  let [x, y] = [0, 0];
  for (const run of changes) {
    expect([run.a0, run.b0]).toEqual([x, y]);
    if (run.same) expect(a.slice(run.a0, run.a1)).toEqual(b.slice(run.b0, run.b1));
    [x, y] = [run.a1, run.b1];
  }
  expect([x, y]).toEqual([a.length, b.length]);
}

const list = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });

test('applying the changes to one text gives the other, and every element is told of once and in order', () => {
  fc.assert(
    fc.property(list, list, (a, b) => {
      const changes = runs(a, b);
      expect(applied(a, b, changes)).toEqual(b);
      covers(changes, a, b);
    }),
    { numRuns: 2_000 },
  );
});

test('few edits in a long text are found as few edits', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3_000), fc.boolean()), { maxLength: 12 }), (edits) => {
      const a = Array.from({ length: 3_000 }, (_, i) => i % 700);
      const b = [...a];
      for (const [at, insert] of edits) b.splice(Math.min(at, b.length), insert ? 0 : 1, ...(insert ? [9_999] : []));
      const changes = runs(a, b);
      expect(applied(a, b, changes)).toEqual(b);
      const changed = changes.filter((run) => !run.same).reduce((sum, run) => sum + run.a1 - run.a0 + run.b1 - run.b0, 0);
      expect(changed).toBeLessThanOrEqual(edits.length);
    }),
    { numRuns: 50 },
  );
});

test('two long texts with nothing in common, or made of one repeated line, end at once', () => {
  const size = 60_000;
  for (const [a, b] of [
    [Array.from({ length: size }, (_, i) => i), Array.from({ length: size }, (_, i) => size + i)],
    [Array.from({ length: size }, () => 1), Array.from({ length: size }, (_, i) => (i % 2) + 1)],
  ] as const) {
    covers(runs([...a], [...b]), [...a], [...b]);
  }
});
