import { expect, it } from 'vitest';
import { queryMatches } from './query-matches.ts';
import { questionForms } from './question-terms.ts';

const found = (question: string, text: string): string[] => queryMatches(question, questionForms(question, []), text).map(([start, end]) => text.slice(start, end));

it('finds words whatever their case, marks and endings, at their places in the text as it is', () => {
  expect(found('Prüfung der Pumpe', 'PRÜFUNGEN: die pumpe wird gepru\u0308ft')).toEqual(['PRÜFUNGEN', 'pumpe']);
  expect(found('ap suat noi hoi', 'Áp suất của nồi hơi')).toEqual(['Áp', 'suất', 'nồi', 'hơi']);
  expect(found('calibrated probe', '🛢 Calibration of a Probe')).toEqual(['Calibration', 'Probe']);
});

it('finds codes whatever stands between their parts, and not inside longer ones', () => {
  expect(found('P-101A', 'P101A, P 101 A, p-101a and XP101A or P-101AB')).toEqual(['P101A', 'P 101 A', 'p-101a']);
});

it('marks what touches once, and nothing for the grammar of a question', () => {
  expect(found('What is SKU-12345?', 'It is SKU-12345.')).toEqual(['SKU-12345']);
  expect(found('pump', '')).toEqual([]);
});
