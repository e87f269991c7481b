import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeRanges } from './merge-ranges.ts';

const range = fc.record({ first: fc.nat(60), length: fc.nat(8) }).map(({ first, length }) => ({ first, last: first + length }));
const positions = (ranges: readonly { first: number; last: number }[]): number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, n) => first + n));

it('keeps every position once, in order, in ranges that do not touch', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), (ranges) => {
      const merged = mergeRanges(ranges);
      expect(positions(merged)).toEqual([...new Set(positions(ranges))].sort((a, b) => a - b));
      merged.slice(1).forEach((each, n) => expect(each.first).toBeGreaterThan((merged[n]?.last ?? 0) + 1));
    }),
    { seed: 3 },
  );
});
