/** Crockford's base 32: no letter that a reader takes for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 24;
const GROUP = 4;

export interface ReceiptParts {
  /** Of the checkpoint, from 1. */
  number: number;
  /** The first 120 bits of the SHA-256 of what the checkpoint says, 24 characters. */
  digest: string;
}

/** A checkpoint's number and the beginning of a SHA-256 (hexadecimal) as a code that can be read out and typed. */
export function receiptCode(number: number, sha256: string): string {
  return [String(number), ...(receiptDigest(sha256).match(new RegExp(`.{${GROUP}}`, 'g')) ?? [])].join('-');
}

export function receiptDigest(sha256: string): string {
  const bits = Array.from(sha256, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return Array.from({ length: CHARACTERS }, (_, index) => LETTERS[Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)]).join('');
}

/** A code as somebody typed it: small letters, spaces, and the letters that are taken for digits are understood. Null for what is none. */
export function readReceiptCode(text: string): ReceiptParts | null {
  const [, number = '', rest = ''] = /^\s*(\d{1,15})\s*-(.+)$/.exec(text) ?? [];
  const digest = rest.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isCode = digest.length === CHARACTERS && Array.from(digest).every((letter) => LETTERS.includes(letter));
  return isCode && Number(number) > 0 ? { number: Number(number), digest } : null;
}
