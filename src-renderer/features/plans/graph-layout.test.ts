import { expect, test } from 'vitest';
import { graphLayout } from './graph-layout.ts';

test('each step stands behind all it needs, and none on another', () => {
  const placed = graphLayout([{ key: 'a', after: [] }, { key: 'b', after: [] }, { key: 'c', after: ['a'] }, { key: 'd', after: ['b', 'c'] }]);
  expect(placed.map(({ key, column, row }) => [key, column, row])).toEqual([['a', 0, 0], ['b', 0, 1], ['c', 1, 0], ['d', 2, 0]]);
});

test('a circle, and a step that waits for what is not there, still get a place', () => {
  expect(graphLayout([{ key: 'a', after: ['b'] }, { key: 'b', after: ['a', 'gone'] }])).toHaveLength(2);
});
