import type { Crypto } from '#core/ports/crypto.ts';

/** Seconds that a code counts for. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** Steps before and after the present one whose codes are taken too, as clocks and fingers differ (RFC 6238, 5.2). */
const WINDOW = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function timeStep(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS);
}

/** One-time password of a counter (HOTP, RFC 4226, 5.3) with HMAC-SHA-1, which every authenticator knows. */
export function hotp(secret: Uint8Array, counter: number, { hmacSha1 }: Pick<Crypto, 'hmacSha1'>, digits: number = DIGITS): string {
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(counter));
  const mac = hmacSha1(secret, message);
  const offset = (mac[19] ?? 0) & 0xf;
  const number = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The time step that a code was made for, if it is a near one that comes after `lastStep`; null otherwise. */
export function matchingStep(secret: Uint8Array, code: string, options: { now: Date; lastStep: number; crypto: Pick<Crypto, 'hmacSha1'> }): number | null {
  const present = timeStep(options.now);
  for (let step = present - WINDOW; step <= present + WINDOW; step++) {
    if (step > options.lastStep && hotp(secret, step, options.crypto) === code) return step;
  }
  return null;
}

/** Base32 (RFC 4648, 6) without padding, as authenticators take it. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

export function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
