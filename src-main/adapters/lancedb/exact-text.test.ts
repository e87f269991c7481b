import { expect, it } from 'vitest';
import { exactText } from './exact-text.ts';

it('adds the bare form of codes and leaves plain words and numbers alone', () => {
  expect(exactText('Pump P-101A and stud M12x1.75')).toBe('Pump P-101A and stud M12x1.75\nP101A M12x175');
  expect(exactText('a well-known value of 15.8 or 1910.134')).toBe('a well-known value of 15.8 or 1910.134');
  expect(exactText('La\u0308rm')).toBe('L\u00e4rm');
});
