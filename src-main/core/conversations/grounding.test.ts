import type { Passage } from '#shared/contract/passages.ts';
import { expect, test } from 'vitest';
import { unsupportedSentences } from './grounding.ts';

const IN_FORCE = { revision: null, standing: 'in-force', since: null, supersededBy: null } as const;
const UNSCORED = { scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] };

function passage(text: string): Passage {
  return {
    chunkId: '00000000-0000-4000-8000-000000000001', document: { id: '00000000-0000-4000-8000-000000000002', filename: 'valves.pdf', ...IN_FORCE },
    page: 3, section: 'Relief valves', text, score: 1, label: 'internal', span: { part: 0, start: 0, end: text.length, page: null, boxes: null }, ...UNSCORED,
  };
}

const passages = [passage('The relief valve V-101 opens at 12 bar and reseats at 11.2 bar. Test it every 12 months.')];
const reasons = (answer: string) => unsupportedSentences(answer, passages).map(({ reason }) => reason);

test('accepts a sentence whose numbers and words stand in the cited passage', () => {
  expect(reasons('The relief valve V-101 opens at 12 bar [1].')).toEqual([]);
});

test('marks a number that the cited passage does not hold', () => {
  expect(reasons('The relief valve V-101 opens at 14 bar [1].')).toEqual(['number-not-in-source']);
});

test('marks a stated fact that carries no citation', () => {
  expect(reasons('The relief valve V-101 opens at 12 bar.')).toEqual(['no-citation']);
});

test('marks a sentence whose words are not in the passage it cites', () => {
  expect(reasons('Operators must wear yellow gloves near conveyor belts [1].')).toEqual(['not-in-source']);
});

test('takes a decimal comma and a decimal point for the same number', () => {
  expect(reasons('The valve reseats at 11,2 bar [1].')).toEqual([]);
});

test('gives the offsets of the marked sentence, leaving its neighbours alone', () => {
  const answer = 'The relief valve V-101 opens at 12 bar [1]. It was painted green in 1998 [1].';
  const [marked] = unsupportedSentences(answer, passages);
  expect(marked && answer.slice(marked.start, marked.end)).toBe('It was painted green in 1998 [1].');
});

test('leaves short phrases without numbers alone', () => {
  expect(reasons('Yes.')).toEqual([]);
});
