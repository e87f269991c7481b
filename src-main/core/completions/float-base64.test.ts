import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatBase64 } from './float-base64.ts';

test('a vector comes back from base64 as it was', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 9 }), (vector) => {
      const bytes = Buffer.from(floatBase64(vector), 'base64');
      const back = Array.from({ length: vector.length }, (_, at) => bytes.readFloatLE(at * 4));
      expect(back).toEqual([...vector]);
      expect(bytes.toString('base64')).toBe(floatBase64(vector));
    }),
  );
});
