import { type GrayPicture, shrunk } from './gray-picture.ts';

/** How the lines of text lie on a picture. */
export interface Skew {
  /** Radians by which lines fall to the right; a clockwise rotation by its negative makes them level. */
  angle: number;
  /** How much more the rows differ from one another than they would by chance; 1 where nothing lies in lines. */
  strength: number;
}

const LOOK_AT_WIDTH = 1_000;
const MOST_POINTS = 60_000;
const WIDEST_DEGREES = 12;
const EDGE = 24;
const DEGREE = Math.PI / 180;

/**
 * Finds how far lines of text are from level, up to 12 degrees: edges that look up or down are projected along each angle,
 * and where they pile up most is along the lines (the projection profile of Postl, 1986). Edges, not darkness, so that
 * shadows and stains count little.
 */
export function findSkew(picture: GrayPicture): Skew {
  const small = shrunk(picture, Math.max(1, Math.round(Math.min(picture.width, picture.height) / LOOK_AT_WIDTH)));
  const points = edgePoints(small);
  if (points.length < 400) return { angle: 0, strength: 1 };
  const bins = new Uint32Array(small.height + 2 * Math.ceil(small.width * Math.tan(WIDEST_DEGREES * DEGREE)) + 4);
  const score = (degrees: number): number => piledUp(points, Math.tan(degrees * DEGREE), small, bins);
  let best = peak(score, 0, WIDEST_DEGREES, 0.5);
  best = peak(score, best, 0.5, 0.1);
  best = peak(score, best, 0.1, 0.02);
  const count = points.length / 2;
  return { angle: best * DEGREE, strength: (score(best) * small.height) / (count * count) };
}

function peak(score: (degrees: number) => number, middle: number, reach: number, step: number): number {
  let [best, highest] = [middle, score(middle) * 1.0001];
  for (let degrees = middle - reach; degrees <= middle + reach; degrees += step) {
    const value = score(degrees);
    if (value > highest) [best, highest] = [degrees, value];
  }
  return best;
}

/** `x, y` of pixels darker than what is above them, as one list. */
function edgePoints({ width, height, data }: GrayPicture): Int32Array {
  const found: number[] = [];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      if ((data[at - width] ?? 0) - (data[at + width] ?? 0) > EDGE) found.push(x, y);
    }
  }
  const every = Math.ceil(found.length / 2 / MOST_POINTS);
  return Int32Array.from(every < 2 ? found : found.filter((_, at) => (at >> 1) % every === 0));
}

function piledUp(points: Int32Array, slope: number, { width }: GrayPicture, bins: Uint32Array): number {
  bins.fill(0);
  const offset = Math.ceil(width * Math.tan(WIDEST_DEGREES * DEGREE)) + 1;
  for (let at = 0; at < points.length; at += 2) {
    const bin = Math.round((points[at + 1] ?? 0) - (points[at] ?? 0) * slope) + offset;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  let sum = 0;
  for (const count of bins) sum += count * count;
  return sum;
}
