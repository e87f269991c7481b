import { expect, test } from 'vitest';
import { contentWords, numbersOf } from './words.ts';

test('leaves out words that carry no meaning in English, German and Vietnamese, marks or not', () => {
  expect(contentWords('What is the pressure of the pump?')).toEqual(['pressure', 'pump']);
  expect(contentWords('Für die Pumpe')).toEqual(['pumpe']);
  expect(contentWords('áp suất của bơm là')).toEqual(['ap', 'suat', 'bom']);
});

test('takes different ways of writing a number for one', () => {
  expect(numbersOf('12,50 and 12.5 and 1,450 and 1450')).toEqual(['12.5', '12.5', '1450', '1450']);
});
