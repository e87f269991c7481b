import { describe, expect, it } from 'vitest';
import { recognitionConfidence, type RecognitionNote, recognitionWarnings } from './recognised-warnings.ts';

const read = (page: number | null, confidence: number, letters = 100): RecognitionNote => ({ page, outcome: 'recognised', confidence, letters });

describe('what a person is told about recognised pages', () => {
  it('names the pages, how sure their text is, and those without', () => {
    expect(recognitionWarnings([read(5, 0.84), read(3, 0.8), read(4, 0.82), { page: 7, outcome: 'nothing' }, { page: 8, outcome: 'nothing' }])).toEqual([
      'Text on pages 3-5 was recognised from pictures; 82 % sure on average.',
      'Pages 7-8 hold no text that could be recognised.',
    ]);
  });

  it('says which pages to compare, and why others could not be read', () => {
    expect(recognitionWarnings([read(1, 0.95), read(9, 0.6), { page: 2, outcome: 'failed', reason: 'Recognising this page was stopped after 120 seconds.' }])).toEqual([
      'Text on pages 1 and 9 was recognised from pictures; 78 % sure on average.',
      'Compare the text of page 9 with the page: it is hard to read.',
      'Page 2 could not be recognised: Recognising this page was stopped after 120 seconds.',
    ]);
    expect(recognitionWarnings([read(1, 0.6)])).toEqual(['Text on page 1 was recognised from a picture; 60 % sure, so compare it with the page.']);
  });

  it('speaks of a picture where there are no pages, and of what is missing where nothing is installed', () => {
    expect(recognitionWarnings([read(null, 0.9)])).toEqual(['The text was recognised from the picture; 90 % sure.']);
    expect(recognitionWarnings([{ page: 1, outcome: 'not-installed' }])).toEqual(['Page 1 is a picture; text recognition is not installed, so it stays without text.']);
    expect(recognitionWarnings([])).toEqual([]);
  });

  it('weighs confidence by letters', () => {
    expect(recognitionConfidence([read(1, 1, 300), read(2, 0.5, 100), { page: 3, outcome: 'nothing' }])).toBeCloseTo(0.875);
    expect(recognitionConfidence([{ page: 3, outcome: 'nothing' }])).toBeNull();
  });
});
