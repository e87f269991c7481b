import { expect, it } from 'vitest';
import { exactText } from './exact-text.ts';

const added = (text: string): string[] => (exactText(text).split('\n')[1] ?? '').split(' ').filter((word) => word !== '');
const same = (form: string, ...ways: string[]): void => {
  for (const way of ways) expect(added(way).map((word) => word.toLowerCase()), way).toContain(form);
};

it('adds the bare form of codes and leaves plain words and numbers alone', () => {
  expect(exactText('Pump P-101A and stud M12x1.75')).toBe('Pump P-101A and stud M12x1.75\nP101A M12x175 m12x175');
  expect(exactText('a well-known value of 15.8 or 1910.134')).toBe('a well-known value of 15.8 or 1910.134');
  expect(exactText('La\u0308rm')).toBe('L\u00e4rm');
});

it('makes codes, sizes, measures and inches equal however they are written', () => {
  same('p101a', 'P-101A', 'P 101 A', 'P.101A');
  same('din912', 'DIN-912', 'DIN 912');
  same('m8x30', 'M8 x 30', 'M8x30', 'M8 × 30', 'm8 X 30');
  same('3d5bar', '3.5 bar', '3,5 bar', '3.5bar', '3,5\u00a0bar');
  same('1s2inch', '1/2"', '1/2 inch', '1/2 Zoll', '1/2″');
  same('120ohm', '120 Ω', '120\u2126');
  same('20um', '20 µm', '20μm');
});

it('takes words beside numbers for neither', () => {
  expect(added('Open 12 valves in 3 steps')).toEqual([]);
  expect(added('see page 5 of A4')).toEqual([]);
});
