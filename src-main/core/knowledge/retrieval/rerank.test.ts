import { describe, expect, it } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { questionForms } from './question-terms.ts';
import { rerank } from './rerank.ts';

const passage = (chunkId: string, document: string, text: string, score = 0.5): Passage => ({
  ...{ chunkId, score, document: { id: document, filename: document, revision: null, standing: 'in-force', since: null, supersededBy: null }, page: null, section: null, text },
  ...{ label: 'internal', span: { part: 0, start: 0, end: 1, page: null, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null }, matches: [] },
});
const order = (question: string, passages: Passage[], openings: Record<string, string> = {}): string[] =>
  rerank(questionForms(question, []), passages, new Map(Object.entries(openings))).map(({ chunkId }) => chunkId);

const filler = Array.from({ length: 40 }, (_, n) => `word${n}`).join(' ');

describe('rerank', () => {
  it('prefers the passage in which the words of the question stand together', () => {
    const apart = passage('a', 'x', `The relief line is shown. ${filler} Each valve has a plate.`);
    const together = passage('b', 'x', `${filler} Each relief valve has a plate.`);
    expect(order('relief valve', [apart, together, passage('c', 'x', filler)])).toEqual(['b', 'a', 'c']);
  });

  it('prefers the document that says at its beginning that it is about the subject', () => {
    const passages = [passage('a', 'conveyor', 'Defaults: address 3, speed 19200.'), passage('b', 'dimmer', 'Defaults: address 3, speed 19200.')];
    expect(order('Which address does the dimmer have?', passages, { conveyor: 'Conveyor module', dimmer: 'Datasheet: two dimmers for lamps' })).toEqual(['b', 'a']);
  });

  it('takes no question for a subject: a list of questions is not about every one of them', () => {
    const passages = [passage('a', 'guide', 'Set the valve.'), passage('b', 'questions', 'Set the valve.')];
    expect(order('How can I set the valve?', passages, { questions: 'How can I use it? How do I set it up?', guide: 'Valve manual' })).toEqual(['a', 'b']);
  });

  it('does not let a sure hit be overtaken by these signs alone', () => {
    const sure = passage('a', 'x', 'P-101A: 55 N·m', 1);
    const wordy = passage('b', 'y', 'the torque of the impeller nut of a pump', 0.4);
    expect(order('torque of the impeller nut of pump P-101A', [wordy, sure], { y: 'Torque of impeller nuts of pumps' })[0]).toBe('a');
  });

  it('puts a passage without a code that is asked about behind one that has it, where the document says the rest', () => {
    const opening = { guide: 'BA-FL401 Kurzanleitung Störungen Abfüllmaschine FL-401' };
    const purpose = passage('purpose', 'guide', 'Diese Anleitung hilft bei Störungen der Abfüllmaschine FL-401.', 0.9);
    const fault = passage('fault', 'guide', 'E12 Dampfsperre zu kalt. Bei dieser Störung den Kondensatableiter reinigen.', 0.8);
    const other = passage('other', 'guide', 'E07 Beutel nicht erkannt. Den Sensor der Abfüllmaschine reinigen.', 0.7);
    expect(order('Was ist bei Störung E12 an der Abfüllmaschine FL-401 zu tun?', [purpose, fault, other], opening)).toEqual(['fault', 'purpose', 'other']);
  });

  it('keeps scores within 0..1', () => {
    const ranked = rerank([['pump']], [passage('b', 'x', 'pump', 1), passage('a', 'x', 'pump', 1)], new Map([['x', 'pump']]));
    expect(ranked.map(({ chunkId, score }) => [chunkId, score])).toEqual([['a', 0.9375], ['b', 0.9375]]);
    const [headed] = rerank([['pump']], [{ ...passage('a', 'x', 'pump', 1), section: 'Pumps > Pump' }], new Map([['x', 'pump']]));
    expect(headed?.score).toBeCloseTo(1);
  });

  it('gives equal passages in the order of their places, whatever their ids', () => {
    const place = (chunkId: string, start: number) => ({ ...passage(chunkId, 'x', 'pump', 1), span: { part: 0, start, end: start + 4, page: null, boxes: null } });
    expect(order('pump', [place('a', 40), place('b', 8), passage('c', 'w', 'pump', 1)])).toEqual(['c', 'b', 'a']);
  });

  it('keeps the order where the question has no word that occurs', () => {
    expect(order('???', [passage('a', 'x', 'one', 0.2), passage('b', 'x', 'two', 0.4)])).toEqual(['b', 'a']);
  });
});
