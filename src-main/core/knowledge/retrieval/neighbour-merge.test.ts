import { expect, it } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { mergeNeighbours } from './neighbour-merge.ts';

const passage = (chunkId: string, text: string, start: number, part = 0): Passage => ({
  ...{ chunkId, score: 0.5, document: { id: 'x', filename: 'x', revision: null, standing: 'in-force', since: null, supersededBy: null }, page: 1, section: null, text },
  ...{ label: 'internal', span: { part, start, end: start + text.length, page: 1, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] },
});

it('puts two halves together in reading order, in the place of the better one', () => {
  const [only, ...others] = mergeNeighbours([passage('b', 'Then open the valve.', 17), passage('a', 'Close the drain.', 0)]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ chunkId: 'b', text: 'Close the drain.\nThen open the valve.', span: { start: 0, end: 37 } });
});

it('does not say twice what both halves hold', () => {
  const [only] = mergeNeighbours([passage('a', 'One. Two.', 0), passage('b', 'Two. Three.', 5)]);
  expect(only?.text).toBe('One. Two. Three.');
});

it('leaves apart what is not next to each other, stands in other parts, or would grow beyond a pair', () => {
  const ids = (passages: Passage[]): string[] => mergeNeighbours(passages).map(({ chunkId }) => chunkId);
  expect(ids([passage('a', 'One.', 0), passage('b', 'Two.', 100)])).toEqual(['a', 'b']);
  expect(ids([passage('a', 'One.', 0), passage('b', 'Two.', 5, 1)])).toEqual(['a', 'b']);
  expect(ids([passage('a', 'One.', 0), passage('b', 'Two.', 5), passage('c', 'Three.', 10)])).toEqual(['a', 'c']);
});
