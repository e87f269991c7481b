import { expect, test } from 'vitest';
import { createMarkNumbers } from './mark-numbers.ts';

const places = new Map([[4, 1], [12, 2], [13, 1]]);
const read = (pieces: readonly string[]): string => {
  const marks = createMarkNumbers((n) => places.get(n));
  return pieces.map((piece) => marks.push(piece)).join('') + marks.end();
};

test('a mark gets its number however it is cut into pieces', () => {
  const text = 'It opens at 12 bar [4]. Grease it [12, 4] often.';
  const wanted = 'It opens at 12 bar [1]. Grease it [2][1] often.';
  for (let size = 1; size <= text.length; size += 1) expect(read(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toBe(wanted);
});

test('what is no mark stays, and one passage is named once', () => {
  expect(read(['See [9, 12], array[512] and [4, 13].'])).toBe('See [2], array[512] and [1].');
});

test('what only looks like the beginning of a mark comes out at the end', () => {
  expect(read(['Torque [1', '2 Nm', ' or [', 'x], and [4'])).toBe('Torque [12 Nm or [x], and [4');
});
