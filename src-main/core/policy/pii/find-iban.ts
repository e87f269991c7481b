import { mod97 } from './checksums.ts';
import { matchesOf, type PiiRecogniser } from './pii-match.ts';

const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/gu;

export const findIban: PiiRecogniser = (text) =>
  matchesOf('iban', text, IBAN, (value) => {
    const compact = value.replaceAll(' ', '');
    return compact.length >= 15 && compact.length <= 34 && mod97(compact);
  });
