import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStopSequences } from './stop-sequences.ts';

function cut(pieces: readonly string[], sequences: readonly string[]): string {
  const stop = createStopSequences(sequences);
  let shown = '';
  for (const piece of pieces) {
    const { text, stopped } = stop.push(piece);
    shown += text;
    if (stopped) return shown;
  }
  return shown + stop.end();
}

test('a text ends before the first of its stop sequences, however it comes in pieces', () => {
  expect(cut(['The valve cl', 'oses at 12', ' bar. EN', 'D of it'], ['END', 'of'])).toBe('The valve closes at 12 bar. ');
  expect(cut(['abc'], [])).toBe('abc');
  expect(cut(['EN', 'OUGH'], ['END'])).toBe('ENOUGH');
});

test('cutting in pieces is cutting the whole', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  fc.assert(fc.property(fc.array(small, { maxLength: 6 }), fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), { maxLength: 3 }), (pieces, sequences) => {
    const whole = pieces.join('');
    // Nothing of a sequence is shown, and nothing is lost where there is none.
    if (sequences.some((each) => whole.includes(each))) expect(sequences.some((each) => cut(pieces, sequences).includes(each))).toBe(false);
    else expect(cut(pieces, sequences)).toBe(whole);
  }));
});
