import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, DocumentPart, TextLine } from '#core/ports/document-reader.ts';
import { packParts, unpackParts } from './packed-parts.ts';

const place = { start: fc.nat(), end: fc.nat() };
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ ...place, kind: fc.constant('heading' as const), level: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ ...place, kind: fc.constantFrom('paragraph' as const, 'warning' as const, 'code' as const) }),
  fc.record({ ...place, kind: fc.constant('list-item' as const), ordered: fc.boolean() }),
  fc.record({ ...place, kind: fc.constant('table-row' as const), table: fc.nat(), header: fc.boolean() }),
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const line: fc.Arbitrary<TextLine> = fc.record({ ...place, box: fc.tuple(unit, unit, unit, unit) });
const part: fc.Arbitrary<DocumentPart> = fc.record(
  {
    page: fc.option(fc.nat()),
    section: fc.option(fc.string()),
    text: fc.string(),
    blocks: fc.array(block),
    lines: fc.option(fc.array(line)),
    recognise: fc.constantFrom('no-text' as const, 'garbled' as const),
  },
  { requiredKeys: ['page', 'section', 'text', 'blocks', 'lines'], noNullPrototype: true },
);

test('parts come out of their packing as they went in, in another thread too', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const packed = packParts(parts);
      expect(unpackParts(structuredClone(packed, { transfer: [packed.numbers.buffer] }))).toEqual(parts);
    }),
  );
});
