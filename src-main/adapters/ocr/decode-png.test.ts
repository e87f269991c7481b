import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { decodePng } from './decode-png.ts';

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  return framed;
}

/** A PNG of raw rows, each filtered as `filters` says. */
function png(width: number, height: number, colour: number, samples: number, rows: Uint8Array, filters: number[]): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colour], 8);
  const stride = width * samples;
  const out = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filters[y % filters.length] ?? 0;
    out[y * (stride + 1)] = filter;
    for (let x = 0; x < stride; x += 1) {
      const [a, b, c] = [x < samples ? 0 : (rows[y * stride + x - samples] ?? 0), y === 0 ? 0 : (rows[(y - 1) * stride + x] ?? 0), x < samples || y === 0 ? 0 : (rows[(y - 1) * stride + x - samples] ?? 0)];
      const nearest = [a, b, c].toSorted((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0;
      out[y * (stride + 1) + 1 + x] = (rows[y * stride + x] ?? 0) - ([0, a, b, (a + b) >> 1, nearest][filter] ?? 0);
    }
  }
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(out)), chunk('IEND', Buffer.alloc(0))]);
}

describe('decoding a PNG', () => {
  it('undoes every filter of the format', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(size, size, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (width, height, filters, values) => {
        const rows = Uint8Array.from({ length: width * height }, () => values.next().value as number);
        expect(decodePng(png(width, height, 0, 1, rows, filters))).toEqual({ width, height, data: rows });
      }),
    );
  });

  it('weighs colours as the eye does, and lays what is transparent on white', () => {
    expect([...decodePng(png(3, 1, 2, 3, Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 255, 0), [0])).data]).toEqual([255, 0, 149]);
    expect([...decodePng(png(2, 1, 6, 4, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255), [1])).data]).toEqual([255, 0]);
    expect([...decodePng(png(2, 1, 4, 2, Uint8Array.of(0, 0, 7, 255), [2])).data]).toEqual([255, 7]);
  });

  it('refuses anything else with a sentence, whatever the bytes', () => {
    const sound = png(4, 4, 0, 1, new Uint8Array(16), [0]);
    const damaged = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => Uint8Array.from(sound, (value, index) => (index === at ? value ^ by : value)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged, fc.nat(sound.length - 1).map((length) => sound.slice(0, length))), (bytes) => {
        try {
          decodePng(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MillwrightError);
        }
      }),
    );
    expect(() => decodePng(png(50_000, 1, 0, 1, new Uint8Array(50_000), [0]).map((value, at) => (at === 22 ? 255 : value)))).toThrow(/too large/);
  });
});
