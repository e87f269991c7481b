import { describe, expect, it } from 'vitest';
import { withEvenLight } from './even-light.ts';
import { findSkew } from './find-skew.ts';
import { type GrayPicture, rotated, turned } from './gray-picture.ts';

/** Lines of short strokes, as text looks from afar. */
function strokes(width = 900, height = 1_200): GrayPicture {
  const data = new Uint8Array(width * height).fill(255);
  for (let y = 100; y < height - 100; y += 1) {
    for (let x = 100; x < width - 100; x += 1) if (y % 40 < 14 && (x * 13 + Math.floor(y / 40) * 7) % 17 < 9) data[y * width + x] = 20;
  }
  return { width, height, data };
}

const darkest = ({ width, data }: GrayPicture): [number, number] => {
  const at = data.indexOf(Math.min(...data));
  return [at % width, Math.floor(at / width)];
};

describe('pictures made ready for reading', () => {
  it('tell where a point lay before they were turned or rotated', () => {
    const data = new Uint8Array(120 * 80).fill(255);
    data[30 * 120 + 90] = 0;
    const picture: GrayPicture = { width: 120, height: 80, data };
    for (const quarter of [0, 1, 2, 3] as const) {
      const turn = turned(picture, quarter);
      const [x, y] = darkest(turn.picture);
      expect(turn.back(x + 0.5, y + 0.5)).toEqual([90.5, 30.5]);
      const tilt = rotated(turn.picture, 0.1);
      const [u, v] = darkest(tilt.picture);
      const [backX, backY] = turn.back(...tilt.back(u + 0.5, v + 0.5));
      expect(Math.hypot(backX - 90.5, backY - 30.5)).toBeLessThan(1.5);
    }
    expect(turned(picture, 1).picture.width).toBe(80);
  });

  it.each([-7, -2, -0.5, 0, 0.4, 3, 10])('have their skew found to a tenth of a degree (%s)', (degrees) => {
    const { angle, strength } = findSkew(rotated(strokes(), (degrees * Math.PI) / 180).picture);
    expect(Math.abs((angle * 180) / Math.PI - degrees)).toBeLessThan(0.1);
    expect(strength).toBeGreaterThan(1.5);
  });

  it('are level where there is nothing to tell by', () => {
    expect(findSkew({ width: 500, height: 500, data: new Uint8Array(250_000).fill(255) })).toEqual({ angle: 0, strength: 1 });
  });

  it('lose a shadow over the paper, and are left alone without one', () => {
    const plain = strokes();
    expect(withEvenLight(plain)).toBe(plain);
    const shaded = { ...plain, data: plain.data.map((value, at) => value * (1 - (0.7 * (at % plain.width)) / plain.width)) };
    const { data } = withEvenLight(shaded);
    const wrong = data.filter((value, at) => value > 128 !== (plain.data[at] ?? 0) > 128).length;
    expect(wrong / data.length).toBeLessThan(0.001);
  });
});
