import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageDataFault } from './check-language-data.ts';

/** A file with these components, each of eight bytes. */
function withComponents(present: readonly number[], count = 24): Uint8Array {
  const file = Buffer.alloc(4 + count * 8 + present.length * 8);
  file.writeInt32LE(count, 0);
  for (let at = 0; at < count; at += 1) file.writeBigInt64LE(present.includes(at) ? BigInt(4 + count * 8 + present.indexOf(at) * 8) : -1n, 4 + at * 8);
  return file;
}

describe('checking language data', () => {
  it('lets pass what has the parts of the neural engine', () => {
    expect(languageDataFault(withComponents([17, 18, 21, 22, 23]))).toBeNull();
  });

  it('says that a file for the old engine is one', () => {
    expect(languageDataFault(withComponents([0, 1, 3, 4]))).toMatch(/old engine/);
  });

  it('finds a file that is cut off, or whose contents do not lie in order', () => {
    const sound = withComponents([17, 21, 22]);
    expect(languageDataFault(sound.subarray(0, 100))).toMatch(/cut off/);
    expect(languageDataFault(sound.subarray(0, 4 + 24 * 8))).toMatch(/cut off/);
    const twisted = Buffer.from(sound);
    twisted.writeBigInt64LE(3n, 4 + 21 * 8);
    expect(languageDataFault(twisted)).toMatch(/damaged/);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void languageDataFault(bytes)));
    fc.assert(fc.property(fc.integer({ min: 1, max: 24 }), fc.uint8Array({ minLength: 300, maxLength: 300 }), (count, bytes) => void languageDataFault(Uint8Array.from([count, 0, 0, 0, ...bytes]))));
  });
});
