import { expect, it } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { spreadDocuments } from './spread-documents.ts';

const passage = (chunkId: string, document: string, score: number): Passage => ({
  ...{ chunkId, score, document: { id: document, filename: document, revision: null, standing: 'in-force', since: null, supersededBy: null }, page: null, section: null, text: chunkId },
  ...{ label: 'internal', span: { part: 0, start: 0, end: 1, page: null, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] },
});

it('lifts another document past the third passage of the same one, and keeps the order within each', () => {
  const spread = spreadDocuments([passage('a', 'big', 1), passage('b', 'big', 0.95), passage('c', 'big', 0.9), passage('d', 'small', 0.8)]);
  expect(spread.map(({ chunkId }) => chunkId)).toEqual(['a', 'b', 'd', 'c']);
  expect(spread[0]?.score).toBe(1);
});

it('shows the same words of a second document, but not before something else that is nearly as good', () => {
  const twin = { ...passage('b', 'revision B', 0.99), text: 'Close V-101 first.' };
  const first = { ...passage('a', 'revision C', 1), text: 'Close V-101 first.' };
  const spread = spreadDocuments([first, twin, passage('c', 'manual', 0.95)]);
  expect(spread.map(({ chunkId }) => chunkId)).toEqual(['a', 'c', 'b']);
});
