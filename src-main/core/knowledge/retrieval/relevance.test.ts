import { expect, it } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { questionForms } from './question-terms.ts';
import { looksLikeAnswer, nearnessUnder } from './relevance.ts';

const passage = (text: string, vector: number | null = null): Passage => ({
  ...{ chunkId: text, score: 0.5, document: { id: text, filename: 'x', revision: null, standing: 'in-force', since: null, supersededBy: null }, page: null, section: null, text },
  ...{ label: 'internal', span: { part: 0, start: 0, end: 1, page: null, boxes: null }, scores: { text: null, vector, fused: null, rerank: null }, matches: [] },
});
const answers = (question: string, passages: Passage[]): boolean => looksLikeAnswer(questionForms(question, []), passages, passages, new Map());

it('takes a passage that holds what was asked for an answer', () => {
  expect(answers('Which torque do the flange bolts need?', [passage('Tighten the flange bolts to a torque of 40 Nm.'), passage('Clean the filter.')])).toBe(true);
});

it('takes passages without what was asked, or with one common word of it, for none', () => {
  const common = [passage('Clean the pump.'), passage('The pump stands in the hall.'), passage('A pump needs water.')];
  expect(answers('Which vaccination certificate must a visitor of the pump hall carry abroad?', common)).toBe(false);
  expect(answers('torque', [])).toBe(false);
});

it('lets nearness in meaning speak for a passage in other words', () => {
  const common = (vector: number): Passage[] => [passage('Clean the pump.', vector), passage('A pump needs water.', 0)];
  expect(answers('rinse machine thoroughly pump', common(0.9))).toBe(true);
  expect(answers('rinse machine thoroughly pump', common(0))).toBe(false);
});

it('measures nearness by what passages without anything in common come to under the model that serves', () => {
  const common = [passage('Clean the pump.', 0.8), passage('A pump needs water.', 0.75)];
  const under = (background?: number): boolean => looksLikeAnswer(questionForms('rinse machine thoroughly pump', []), common, common, new Map(), nearnessUnder({ identity: 'other', ...(background === undefined ? {} : { background }) }));
  expect(under(0.3)).toBe(true);
  expect(under(0.79)).toBe(false);
  expect(nearnessUnder({ identity: 'millwright-embed-small', background: 0.6 })(0.5)).toBe(0.5);
  expect(nearnessUnder({ identity: 'other', background: 0.75 })(0.75)).toBeCloseTo(0.3);
  expect(nearnessUnder({ identity: 'other', background: 0.75 })(1)).toBeCloseTo(1);
});
