import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsOfOther } from './words-of-other.ts';

describe('what another system said', () => {
  test('stands as it was said, with its lines, and is none where nothing is left', () => {
    expect(wordsOfOther('Article "X" is not known.\r\n\tTry P-9.', [])).toBe('Article "X" is not known.\n\tTry P-9.');
    expect(['', '  \r\n', '\u0000\u200b\u202e'].map((text) => wordsOfOther(text, []))).toEqual([null, null, null]);
  });

  test('commands no terminal and hides nothing', () => {
    expect(wordsOfOther('\u001b[2J\u0007Lo\u200bok \u202etxt\u2028here \ufeff\u{e0041}', [])).toBe('[2JLook txthere');
  });

  test('has an end', () => {
    expect(wordsOfOther('x'.repeat(100_000), [])).toBe(`${'x'.repeat(1_000)}…`);
    expect(wordsOfOther('x'.repeat(100), [], 10)).toBe(`${'x'.repeat(10)}…`);
    expect(wordsOfOther(`${'x'.repeat(9)}😀y`, [], 10)?.isWellFormed()).toBe(true);
  });

  test.each([
    ['as it was sent', 'k"e/y&417', 'Bearer k"e/y&417 is not good'],
    ['in other letters', 'abcdef012345', 'no such key: ABCDEF012345'],
    ['with characters between that show nothing', 'abcdef012345', 'key abc\u200bdef\u0000012345'],
    ['in JSON', 'k"e\\y417', JSON.stringify({ got: 'k"e\\y417' })],
    ['in an address', 'k"e/y&417', `GET /?key=${encodeURIComponent('k"e/y&417')}`],
    ['in HTML', 'k"e/y<&417', '<p>k&quot;e/y&lt;&amp;417</p>'],
    ['decoded', btoa('erp:opensesame'), 'the password opensesame of erp is wrong'],
    ['with blanks around that no header has', ' key-417 ', 'wrong key key-417.'],
  ])('has no secret in it %s', (_how, secret, text) => {
    expect(wordsOfOther(text, ['other', secret])).toContain('•••');
    for (const part of ['417', '012345', 'opensesame']) expect(wordsOfOther(text, ['other', secret])?.toLowerCase()).not.toContain(part);
  });

  test('is left whole where a key only happens to decode to a colon', () => {
    expect(wordsOfOther('No such article: x. Try y.', [btoa('\u0001k:x')])).toBe('No such article: x. Try y.');
  });

  test('never has a secret in it, wherever it stands and however often', () => {
    const secret = fc.string({ minLength: 4, maxLength: 40 }).filter((text) => text.trim().length >= 4 && !/[•…]/.test(text));
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 300 })), fc.array(secret, { minLength: 1, maxLength: 3 }), (around, secrets) => {
      const words = wordsOfOther(around.join(secrets[0]), secrets) ?? '';
      for (const each of secrets) expect(words.toLowerCase().includes(each.trim().toLowerCase())).toBe(false);
    }));
  });
});
