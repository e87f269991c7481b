import { describe, expect, it } from 'vitest';
import { questionTerms, termsOf } from './question-terms.ts';

describe('questionTerms', () => {
  it('leaves out what only makes a question of it, in each language of the interface', () => {
    expect(questionTerms('How can I set the relief valve?')).toEqual(['set', 'relief', 'valve']);
    expect(questionTerms('Womit muss die Pumpe gereinigt werden?')).toEqual(['pumpe', 'gerein']);
    expect(questionTerms('Xút bắn vào mắt thì phải rửa bao lâu?')).toEqual(['xut', 'ban', 'mat', 'rua', 'lau']);
  });

  it('keeps all words of a question that has no others, and each once', () => {
    expect(questionTerms('What is it?')).toEqual(['what', 'is', 'it']);
    expect(questionTerms('Pump to pump')).toEqual(['pump']);
  });
});

describe('termsOf', () => {
  it('makes endings, case and marks equal and keeps codes and numbers whole', () => {
    expect(termsOf('Calibrated')).toEqual(termsOf('CALIBRATION'));
    expect(termsOf('Prüfungen')).toEqual(termsOf('prufung'));
    expect(termsOf('đo áp suất')).toEqual(['do', 'ap', 'suat']);
    expect(termsOf('part 44019200 of MS1234567')).toEqual(['part', '44019200', 'of', 'ms1234567']);
  });

  it('makes codes one however they are written', () => {
    for (const way of ['P-101A', 'P101A', 'P 101 A', 'p.101a']) expect(termsOf(way)).toContain('p101a');
    expect(termsOf('well-known 1910.147 and/or')).toEqual(['well', 'known', '1910', '147', 'and', 'or']);
    expect(questionTerms('Which seal has P 101 A?')).toEqual(['seal', '101', 'p101a']);
  });
});

it('the name of a file counts by its words, not as a code that no document holds', () => {
  expect(questionTerms('pressure in ABC-7_Datasheet_2019.pdf')).toEqual(['pressu', 'abc', '7', 'datash', '2019']);
});
