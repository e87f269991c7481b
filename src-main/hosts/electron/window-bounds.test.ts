import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWindow, type Rectangle } from './window-bounds.ts';

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 };
const LEFT = { x: -1600, y: 0, width: 1600, height: 900 };

function inside(inner: Rectangle, outer: Rectangle): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

describe('placeWindow', () => {
  it('opens in the middle of the main display the first time', () => {
    expect(placeWindow(null, [MAIN, LEFT])).toEqual({ x: 320, y: 123, width: 1280, height: 860 });
  });

  it('comes back where it stood, on the second display too', () => {
    const stood = { x: -1500, y: 40, width: 1000, height: 700 };
    expect(placeWindow(stood, [MAIN, LEFT])).toEqual(stood);
  });

  it('comes to the main display with its size when its own is gone', () => {
    const placed = placeWindow({ x: -1500, y: 40, width: 1000, height: 700 }, [MAIN]);
    expect(placed).toMatchObject({ width: 1000, height: 700 });
    expect(inside(placed, MAIN)).toBe(true);
  });

  it('is always wholly on a display, whatever was saved', () => {
    const number = fc.oneof(fc.integer({ min: -10_000, max: 10_000 }), fc.constant(Number.NaN), fc.double());
    const saved = fc.record({ x: number, y: number, width: number, height: number });
    fc.assert(
      fc.property(saved, (rectangle) => {
        const placed = placeWindow(rectangle, [MAIN, LEFT]);
        expect([MAIN, LEFT].some((area) => inside(placed, area))).toBe(true);
      }),
      { seed: 4177 },
    );
  });

  it('fits a display smaller than the smallest window', () => {
    const tiny = { x: 0, y: 0, width: 640, height: 480 };
    expect(placeWindow(null, [tiny])).toEqual(tiny);
  });
});
