import { expect, it } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { judgedOrder } from './judged-order.ts';

const passage = (chunkId: string, score: number): Passage => ({
  ...{ chunkId, score, document: { id: 'd', filename: 'd', revision: null, standing: 'in-force', since: null, supersededBy: null }, page: null, section: null, text: '' },
  ...{ label: 'internal', span: { part: 0, start: 0, end: 1, page: null, boxes: null }, scores: { text: 1, vector: null, fused: score, rerank: score }, matches: [] },
});

it('orders what was judged and leaves the rest behind it as it was', () => {
  const ordered = judgedOrder([passage('a', 0.9), passage('b', 0.8), passage('c', 0.7), passage('d', 0.6)], [0.2, 0.4]);
  expect(ordered.map(({ chunkId, scores }) => [chunkId, scores.rerank])).toEqual([['b', 0.4], ['a', 0.2], ['c', null], ['d', null]]);
  const scores = ordered.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((x, y) => y - x));
});
