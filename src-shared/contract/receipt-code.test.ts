import { expect, test } from 'vitest';
import { receiptCode, receiptDigest, readReceiptCode } from './receipt-code.ts';

const HASH = '0123456789abcdef'.repeat(4);

test('a code is read back as it was made, whatever the hash', () => {
  for (const [number, hash] of [[1, HASH], [999_999, 'f'.repeat(64)], [12, '0'.repeat(64)]] as const) {
    const code = receiptCode(number, hash);
    expect(code).toMatch(/^\d+(-[0-9A-HJKMNP-TV-Z]{4}){6}$/);
    expect(readReceiptCode(code)).toEqual({ number, digest: receiptDigest(hash) });
  }
});

test('letters that are taken for digits, small letters and spaces are understood', () => {
  expect(readReceiptCode(' 7 - oOiI lL00 1111-2222 3333 4444 ')).toEqual({ number: 7, digest: '001111001111222233334444' });
});

test.each(['', '12', '12-ABC', 'x-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', '0-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', '1-UUUU-AAAA-AAAA-AAAA-AAAA-AAAA', '1-AAAA-AAAA-AAAA-AAAA-AAAA-AAAAA'])('%j is no code', (text) => {
  expect(readReceiptCode(text)).toBeNull();
});

test('another bit in the first 120 is another code', () => {
  expect(receiptDigest(`${HASH.slice(0, 29)}0${HASH.slice(30)}`)).not.toBe(receiptDigest(HASH));
});
