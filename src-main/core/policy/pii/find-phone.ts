import { matchesOf, type PiiRecogniser } from './pii-match.ts';

const BEFORE = '(?<![\\p{L}\\p{N}+]|[-./]\\d?)';
const AFTER = '(?![\\p{L}\\p{N}]|[-./]\\d)';
/** E.164 with a plus: as written by people, with blanks, brackets, dots or hyphens. */
const INTERNATIONAL = new RegExp(`(?<![\\p{L}\\p{N}+])\\+[1-9]\\d{0,2}(?:[ .-]?\\(0?\\)|[ .-]?\\(\\d{1,4}\\))?(?:[ .-]?\\d{1,5}){2,5}${AFTER}`, 'gu');
/** Vietnam: mobile prefixes 03, 05, 07, 08, 09 with ten digits. */
const VIETNAM = new RegExp(`${BEFORE}0[35789]\\d{8}${AFTER}|${BEFORE}0[35789]\\d{1,2}[ .]\\d{3}[ .]\\d{3,4}${AFTER}`, 'gu');
/** Germany: area code in brackets or before a slash or hyphen. */
const GERMANY = new RegExp(`${BEFORE}(?:\\(0\\d{2,4}\\) ?|0\\d{2,4}(?: ?[/-] ?| ))\\d{2,4}(?:[ -]?\\d{2,4}){1,3}${AFTER}`, 'gu');
/** North America: (555) 010-0199 and 555-010-0199. */
const AMERICA = new RegExp(`${BEFORE}(?:1[-. ])?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[-. ])[2-9]\\d{2}[-.]\\d{4}${AFTER}`, 'gu');
const NAMED = /(?<!\p{L})(?:phone|tel|call|mobile|cell|fax|contact|reach|ring|dial|whatsapp|zalo|handy|mobil|telefon|ruf|anruf|durchwahl|erreich|điện thoại|đt|gọi|liên hệ|sđt|di động|hotline)[^\n]{0,40}$/iu;
const SERIAL = /(?:serial|s\/n|\bsn|part|order|batch|lot|drawing|seriennummer|artikel|auftrag|charge|zeichnung|sê-ri|số lô|mã)[\s\p{L}.:#-]{0,12}$/iu;

export const findPhone: PiiRecogniser = (text) => {
  const before = (at: number, length: number): string => text.slice(Math.max(0, at - length), at);
  const long = (value: string): boolean => (value.match(/\d/g) ?? []).length >= 8;
  const notSerial = (_value: string, at: number): boolean => !SERIAL.test(before(at, 24));
  return [
    ...matchesOf('phone', text, INTERNATIONAL, long),
    ...matchesOf('phone', text, VIETNAM, notSerial),
    ...matchesOf('phone', text, GERMANY, (value, at) => NAMED.test(before(at, 48)) && long(value)),
    ...matchesOf('phone', text, AMERICA, notSerial),
  ];
};
