import { describe, expect, test } from 'vitest';
import { receiptCode, receiptDigest, readReceiptCode } from './receipt-code.ts';

const HASH = '0123456789abcdef'.repeat(4);
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** As earlier versions wrote it. */
const OLD = receiptCode(7, HASH).slice(0, -3);

test('a code is read back as it was made, whatever the hash', () => {
  for (const [number, hash] of [[1, HASH], [999_999, 'f'.repeat(64)], [12, '0'.repeat(64)]] as const) {
    const code = receiptCode(number, hash);
    expect(code).toMatch(/^\d+(-[0-9A-HJKMNP-TV-Z]{4}){6}-[0-9A-HJKMNP-TV-Z]{2}$/);
    expect(readReceiptCode(code)).toEqual({ number, digest: receiptDigest(hash), vouched: true });
  }
});

test('a code of an earlier version, which has no check characters, is still understood', () => {
  expect(readReceiptCode(OLD)).toEqual({ number: 7, digest: receiptDigest(HASH), vouched: false });
});

test('letters that are taken for digits, small letters and spaces are understood', () => {
  expect(readReceiptCode(' 7 - oOiI lL00 1111-2222 3333 4444 ')).toEqual({ number: 7, digest: '001111001111222233334444', vouched: false });
  const code = receiptCode(3, HASH);
  expect(readReceiptCode(code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ').replace(' ', '-'))).toEqual(readReceiptCode(code));
});

test.each(['', '12', '12-ABC', 'x-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', '0-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', '1-UUUU-AAAA-AAAA-AAAA-AAAA-AAAA', '1-AAAA-AAAA-AAAA-AAAA-AAAA-AAAAA', `${receiptCode(1, HASH)}0`])(
  '%j is no code',
  (text) => {
    expect(readReceiptCode(text)).toBe('no-code');
  },
);

describe('a code that was mistyped is known as such', () => {
  const code = receiptCode(1234, HASH);
  const places = Array.from(code, (letter, at) => ({ letter, at })).filter(({ letter }) => letter !== '-');

  test('by any one character', () => {
    for (const { letter, at } of places) {
      for (const other of at < 4 ? '0123456789' : LETTERS) {
        const typed = `${code.slice(0, at)}${other}${code.slice(at + 1)}`;
        if (other !== letter) expect(readReceiptCode(typed), typed).toBe('mistyped');
      }
    }
  });

  test('by any two neighbours that changed places', () => {
    places.slice(0, -1).forEach(({ letter, at }, n) => {
      const next = places[n + 1];
      if (next === undefined || next.letter === letter || (at < 4) !== (next.at < 4)) return;
      const typed = Array.from(code, (each, index) => (index === at ? next.letter : index === next.at ? letter : each)).join('');
      expect(readReceiptCode(typed), typed).toBe('mistyped');
    });
  });
});

test('another bit in the first 120 is another code', () => {
  expect(receiptDigest(`${HASH.slice(0, 29)}0${HASH.slice(30)}`)).not.toBe(receiptDigest(HASH));
});
