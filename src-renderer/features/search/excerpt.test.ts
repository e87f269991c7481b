import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

const filler = 'Nothing of interest stands here.\n'.repeat(20);
const mark = (text: string, word: string): [number, number] => [text.indexOf(word), text.indexOf(word) + word.length];
const marked = ({ text, marks }: ReturnType<typeof excerptOf>): string[] => marks.map(([from, to]) => text.slice(from, to));

test('a passage whose words stand at its beginning is left as it is', () => {
  const text = `Tighten the nut.\n${filler}`;
  expect(excerptOf(text, [mark(text, 'nut')])).toEqual({ text, marks: [mark(text, 'nut')] });
});

test('a passage begins at the line where most of the words stand, and they stay marked', () => {
  const text = `${filler}Tighten the impeller nut to 55 N·m.\nDone.`;
  const excerpt = excerptOf(text, [mark(text, 'impeller'), mark(text, 'nut')]);
  expect(excerpt.text).toBe('… Tighten the impeller nut to 55 N·m.\nDone.');
  expect(marked(excerpt)).toEqual(['impeller', 'nut']);
});

test('a safety block is never begun in its middle', () => {
  const text = `${filler}\nDANGER: Hydrogen sulphide.\nMeasure the air at the pit.\n\nThen go on.`;
  expect(excerptOf(text, [mark(text, 'pit')]).text).toContain('DANGER: Hydrogen sulphide.\nMeasure the air at the pit.');
});
