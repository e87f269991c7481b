import { expect, test } from 'vitest';
import { compareLines } from './compare-lines.ts';

test('lines that stay stand beside themselves, a changed one beside what it was', () => {
  expect(compareLines('one\ntwo\nthree', 'one\n2\nthree\nfour')).toEqual([
    { same: true, before: 'one', after: 'one' },
    { same: false, before: 'two', after: '2' },
    { same: true, before: 'three', after: 'three' },
    { same: false, before: null, after: 'four' },
  ]);
});

test('both sides come back whole, whatever they are', () => {
  const texts = ['', 'a', 'a\na\nb', 'b\na\na', 'x\n\ny\n', 'c\nb\na'];
  for (const before of texts) {
    for (const after of texts) {
      const lines = compareLines(before, after);
      expect(lines.flatMap((line) => line.before ?? []).join('\n')).toBe(before);
      expect(lines.flatMap((line) => line.after ?? []).join('\n')).toBe(after);
      expect(lines.every((line) => line.same === (line.before === line.after))).toBe(true);
    }
  }
});
