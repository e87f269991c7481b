import { expect, it } from 'vitest';
import { boxesOf, type StoredLine } from './passage-boxes.ts';

const LINES: StoredLine[] = [
  [0, 10, 0.1, 0.1, 0.5, 0.02],
  [11, 21, 0.1, 0.13, 0.5, 0.02],
];

it('boxes whole lines and the touched share of a line', () => {
  expect(boxesOf(LINES, 0, 21)).toEqual([[0.1, 0.1, 0.5, 0.02], [0.1, 0.13, 0.5, 0.02]]);
  const [box] = boxesOf(LINES, 5, 10);
  expect(box?.[0]).toBeCloseTo(0.35);
  expect(box?.[2]).toBeCloseTo(0.25);
  expect(boxesOf(LINES, 30, 40)).toEqual([]);
  expect(boxesOf(LINES, 4, 4)).toEqual([]);
});
