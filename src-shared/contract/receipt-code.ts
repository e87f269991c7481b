/** Crockford's base 32: no letter that a reader takes for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 24;
const GROUP = 4;
/** Two more characters vouch for the others. */
const CHECK = 2;
/** The largest prime that two characters can hold the remainder of: as in ISO/IEC 7064, for this alphabet. */
const MODULUS = 1021;

export interface ReceiptParts {
  /** Of the checkpoint, from 1. */
  number: number;
  /** The first 120 bits of the SHA-256 of what the checkpoint says, 24 characters. */
  digest: string;
  /** Whether the code vouches for itself, so that it was not mistyped. Those of earlier versions do not. */
  vouched: boolean;
}

/** Why a text is no code: it does not look like one, or its check characters do not fit the others. */
export type ReceiptFault = 'no-code' | 'mistyped';

/** A checkpoint's number and the beginning of a SHA-256 (hexadecimal) as a code that can be read out and typed. */
export function receiptCode(number: number, sha256: string): string {
  const digest = receiptDigest(sha256);
  return [String(number), ...(digest.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []), checkOf(number, digest)].join('-');
}

export function receiptDigest(sha256: string): string {
  const bits = Array.from(sha256, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return Array.from({ length: CHARACTERS }, (_, index) => LETTERS[Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)]).join('');
}

/** A code as somebody typed it: small letters, spaces, and the letters that are taken for digits are understood. */
export function readReceiptCode(text: string): ReceiptParts | ReceiptFault {
  const [, number = '', rest = ''] = /^\s*(\d{1,15})\s*-(.+)$/.exec(text) ?? [];
  const typed = rest.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const [digest, check] = [typed.slice(0, CHARACTERS), typed.slice(CHARACTERS)];
  const isCode = (typed.length === CHARACTERS || typed.length === CHARACTERS + CHECK) && Array.from(typed).every((letter) => LETTERS.includes(letter)) && Number(number) > 0;
  if (!isCode) return 'no-code';
  if (check !== '' && check !== checkOf(Number(number), digest)) return 'mistyped';
  return { number: Number(number), digest, vouched: check !== '' };
}

/** Any one character typed wrong, and any two neighbours that changed places, make another. */
function checkOf(number: number, digest: string): string {
  const remainder = Array.from(`${number}${digest}`).reduce((sum, letter) => (sum * LETTERS.length + LETTERS.indexOf(letter)) % MODULUS, 0);
  const check = (MODULUS - ((remainder * LETTERS.length ** CHECK) % MODULUS)) % MODULUS;
  return [Math.floor(check / LETTERS.length), check % LETTERS.length].map((value) => LETTERS[value]).join('');
}
