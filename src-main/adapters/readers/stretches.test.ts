import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { stretchesOf } from './stretches.ts';

const part = (characters: number, lines: number): DocumentPart => ({
  page: null,
  section: null,
  text: 'x'.repeat(characters),
  blocks: [],
  lines: Array.from({ length: lines }, (_, n) => ({ start: n, end: n, box: [0, 0, 0, 0] as [number, number, number, number] })),
});

test('stretches hold all parts in order, and none is larger than a quick message but by a single part', () => {
  const parts = fc.array(fc.tuple(fc.nat(100_000), fc.nat(3_000)).map(([characters, lines]) => part(characters, lines)), { maxLength: 40 });
  fc.assert(
    fc.property(parts, (all) => {
      const stretches = stretchesOf(all);
      expect(stretches.flat()).toEqual(all);
      for (const stretch of stretches) {
        const pieces = stretch.reduce((sum, { lines }) => sum + (lines?.length ?? 0), 0);
        expect(stretch.length === 1 || pieces <= 5_000).toBe(true);
        expect(stretch.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 50, examples: [[[part(0, 0), part(3, 1)]]] },
  );
});
