import { expect, test } from 'vitest';
import { languageOf } from './language-of.ts';
import { questionFeatures, wordsOf } from './question-features.ts';
import { trainClassifier, scoresOf, softmax } from './train-classifier.ts';

test('equipment says nothing about what is asked, in any language', () => {
  expect(wordsOf('How do I start the feed pump?')).toEqual(['how', 'do', 'i', 'start', 'the', '@']);
  expect(wordsOf('Umwälzpumpe anfahren')).toEqual(['@', 'anfahren']);
  expect(wordsOf('Khởi động nồi hơi')).toEqual(['khoi', 'dong', '@']);
});

test('a tag counts by its form, so that one stands for all like it', () => {
  const [one, other] = [questionFeatures('PAH-2203 active'), questionFeatures('LAL-7 active')];
  const shared = [...one.indexes].filter((index) => other.indexes.includes(index));
  expect(shared.length).toBeGreaterThan(1);
});

test('a vector is of unit length, an empty question included', () => {
  const length = (text: string) => Math.hypot(...questionFeatures(text).values);
  expect(length('Where is order 88214?')).toBeCloseTo(1);
  expect(length('?!')).toBeCloseTo(1);
});

test('the same examples give the same weights, and training goes on from earlier ones', () => {
  const examples = ['owes money', 'order late'].map((text, target) => ({ ...questionFeatures(text), target, weight: 1 }));
  const task = { classes: 2, width: 1 << 16, examples, from: null, rounds: 5 };
  const weights = trainClassifier(task);
  expect(trainClassifier(task)).toEqual(weights);
  const more = trainClassifier({ ...task, from: weights, rounds: 5 });
  const sure = (of: Float32Array) => softmax(scoresOf(questionFeatures('who owes money'), of, 2, 1 << 16))[0] ?? 0;
  expect(sure(weights)).toBeGreaterThan(0.6);
  expect(sure(more)).toBeGreaterThan(sure(weights));
});

test.each([['en', 'why did it trip'], ['de', 'wie fahre ich ab'], ['vi', 'vi sao bom bi nhay'], ['vi', 'Đơn hàng ở đâu?'], ['de', 'Ausschussquote je Woche'], ['en', 'P-101A?']])('%s is the language of "%s"', (language, text) => {
  expect(languageOf(text)).toBe(language);
});
