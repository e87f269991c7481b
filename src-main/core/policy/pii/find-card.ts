import { luhn } from './checksums.ts';
import { matchesOf, type PiiRecogniser } from './pii-match.ts';

const CARD = /(?<![\p{L}\p{N}]|[-.,/]\d?)(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5}|\d{15,16})(?![\p{L}\p{N}]|[-.,/]\d)/gu;
/** Issuers by their first digits (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, JCB. */
const ISSUER = /^(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/;
const SERIAL = /(?:serial|s\/n|\bsn|part|order|batch|lot|seriennummer|serien-nr|artikel|auftrag|charge|số sê-ri|số lô|đơn hàng)[\s\p{L}.:#-]{0,12}$/iu;

export const findCard: PiiRecogniser = (text) =>
  matchesOf('card', text, CARD, (value, at) => {
    const digits = value.replaceAll(/[ -]/g, '');
    return ISSUER.test(digits) && luhn(digits) && !SERIAL.test(text.slice(Math.max(0, at - 24), at));
  });
