import { expect, it } from 'vitest';
import { cosine, fuse, keywordOnly } from './fuse.ts';

it('adds seven tenths of the relative BM25 and three tenths of the stretched cosine', () => {
  const text = [
    { chunkId: 'a', score: 8 },
    { chunkId: 'b', score: 4 },
  ];
  const hits = fuse(text, new Map([['a', 0.2], ['b', 0.6], ['c', 0.4]]));
  const scores = new Map(hits.map((hit) => [hit.chunkId, hit.score]));
  expect(scores.get('a')).toBeCloseTo(0.7);
  expect(scores.get('b')).toBeCloseTo(0.35 + 0.3);
  expect(scores.get('c')).toBeCloseTo(0.15);
  expect(hits.map((hit) => hit.chunkId)).toEqual(['a', 'b', 'c']);
});

it('keeps candidates without a vector, and orders equals by id', () => {
  const hits = fuse([{ chunkId: 'z', score: 1 }, { chunkId: 'y', score: 1 }], new Map());
  expect(hits).toEqual([{ chunkId: 'y', score: 0.7 }, { chunkId: 'z', score: 0.7 }]);
  expect(fuse([], new Map([['v', 0.5]]))).toEqual([{ chunkId: 'v', score: 0 }]);
  expect(keywordOnly([{ chunkId: 'a', score: 0 }])).toEqual([{ chunkId: 'a', score: 0 }]);
});

it('multiplies unit vectors', () => {
  expect(cosine(new Float32Array([0.6, 0.8]), new Float32Array([0.8, 0.6]))).toBeCloseTo(0.96);
});
