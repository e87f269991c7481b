import { matchesOf, type PiiRecogniser } from './pii-match.ts';

/** The usual part of RFC 5321 addresses, ASCII and with letters of any script; quoted local parts are left out. */
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-](?:[\p{L}\p{N}._%+-]{0,62}[\p{L}\p{N}_%+-])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}@])/gu;

export const findEmail: PiiRecogniser = (text) => matchesOf('email', text, EMAIL);
