import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { fromBase32, hotp, matchingStep, timeStep, toBase32 } from './totp.ts';

const crypto = createNodeCrypto();
const secret = new TextEncoder().encode('12345678901234567890');

test.each([
  ['1970-01-01T00:00:59Z', '94287082'],
  ['2005-03-18T01:58:29Z', '07081804'],
  ['2005-03-18T01:58:31Z', '14050471'],
  ['2009-02-13T23:31:30Z', '89005924'],
  ['2033-05-18T03:33:20Z', '69279037'],
  ['2603-10-11T11:33:20Z', '65353130'],
])('the test vector of RFC 6238, appendix B, at %s', (at, code) => {
  expect(hotp(secret, timeStep(new Date(at)), crypto, 8)).toBe(code);
});

test.each(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map((code, counter) => [counter, code] as const))(
  'the test vector of RFC 4226, appendix D, at %d',
  (counter, code) => expect(hotp(secret, counter, crypto)).toBe(code),
);

test('a code counts half a minute before and after its time, once, and never after a newer one', () => {
  const now = new Date('2026-01-01T12:00:15Z');
  const step = timeStep(now);
  const match = (of: number, lastStep = 0) => matchingStep(secret, hotp(secret, of, crypto), { now, lastStep, crypto });
  expect([step - 2, step - 1, step, step + 1, step + 2].map((of) => match(of))).toEqual([null, step - 1, step, step + 1, null]);
  expect(match(step, step)).toBe(null);
  expect(match(step - 1, step)).toBe(null);
});

test('Base32 gives the test vectors of RFC 4648 without padding, and goes back', () => {
  const vectors = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' };
  for (const [text, base32] of Object.entries(vectors)) expect(toBase32(new TextEncoder().encode(text))).toBe(base32);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect([...fromBase32(toBase32(bytes))]).toEqual([...bytes]);
    }),
  );
});
