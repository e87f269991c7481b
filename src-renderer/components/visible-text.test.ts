import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('what a reader would not see is written out', () => {
  expect(visibleText('Read.\u200b\u202e\u{e0041}\u0007\ufe0f\u2028')).toBe('Read.⟨U+200B⟩⟨U+202E⟩⟨U+E0041⟩⟨U+0007⟩⟨U+FE0F⟩⟨U+2028⟩');
  expect(visibleText('Đọc áp suất:\n\t5 bar ± 2 %\r\n')).toBe('Đọc áp suất:\n\t5 bar ± 2 %\n');
});
