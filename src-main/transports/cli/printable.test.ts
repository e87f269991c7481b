import { expect, test } from 'vitest';
import { oneLine, printable } from './printable.ts';

test('what could command a terminal is written out', () => {
  expect(printable('\u001b[2Jwiped\u0007\r\u009b31m')).toBe('\\u{1b}[2Jwiped\\u{7}\\u{d}\\u{9b}31m');
  expect(printable('safe\u202etxt.exe\u2066')).toBe('safe\\u{202e}txt.exe\\u{2066}');
});

test('ordinary text of any language stays as it is', () => {
  const text = 'Förderhöhe\n\t10 m – насос 圧力 👩‍🔧';
  expect(printable(text)).toBe(text);
  expect(printable('a\r\nb')).toBe('a\nb');
});

test('one line is one line, cut between characters', () => {
  expect(oneLine('a\n b\t c', 80)).toBe('a b c');
  expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
});
