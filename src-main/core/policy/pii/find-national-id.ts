import { mod11and10, weighted } from './checksums.ts';
import { matchesOf, type PiiRecogniser } from './pii-match.ts';

const EDGE_BEFORE = '(?<![\\p{L}\\p{N}]|[-.,/]\\d?)';
const EDGE_AFTER = '(?![\\p{L}\\p{N}]|[-.,/]\\d)';
const shaped = (shape: string): RegExp => new RegExp(EDGE_BEFORE + shape + EDGE_AFTER, 'gu');

interface Form {
  pattern: RegExp;
  holds: (digits: string) => boolean;
  /** A word near it that says what it is, where the form alone is too common among a plant's numbers. */
  named: RegExp;
}

const FORMS: readonly Form[] = [
  // Steuerliche Identifikationsnummer, Germany: § 139b AO; no digit more than three times in the first ten, check by ISO 7064 MOD 11,10.
  { pattern: shaped('\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}'), holds: (digits) => !digits.startsWith('0') && repeats(digits) && mod11and10(digits), named: /steuer|\bidnr|tax/iu },
  // Căn cước công dân, Vietnam: province 001..096, century and sex 0..9, year of birth, six digits; no check digit.
  { pattern: shaped('0\\d{11}'), holds: (digits) => Number(digits.slice(0, 3)) >= 1 && Number(digits.slice(0, 3)) <= 96, named: /cccd|căn cước|cmnd|citizen|id card/iu },
  // Social Security number, USA: areas 000, 666 and 900..999, group 00 and serial 0000 are never given.
  { pattern: shaped('\\d{3}-\\d{2}-\\d{4}'), holds: (digits) => !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== '00' && !digits.endsWith('0000'), named: /ssn|social security/iu },
  // NHS number, United Kingdom: weights 10..2, modulus 11.
  { pattern: shaped('\\d{3} ?\\d{3} ?\\d{4}'), holds: (digits) => (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits[9]), named: /\bnhs/iu },
  // Burgerservicenummer, Netherlands: weights 9..2 and -1, divisible by 11.
  { pattern: shaped('\\d{9}|\\d{4}\\.\\d{2}\\.\\d{3}'), holds: (digits) => digits !== '000000000' && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0, named: /\bbsn|burgerservice/iu },
  // Numéro de sécurité sociale, France: key = 97 - (number mod 97).
  { pattern: shaped('[12] ?\\d{2} ?(?:0[1-9]|1[0-2]) ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}'), holds: (digits) => 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13)), named: /.?/u },
  // The same for Corsica, whose departments are 2A and 2B: they count as 19 and 18.
  { pattern: shaped('[12] ?\\d{2} ?(?:0[1-9]|1[0-2]) ?2[AB] ?\\d{3} ?\\d{3} ?\\d{2}'), holds: (digits) => 97 - Number(BigInt(digits.slice(0, 13).replace('2A', '19').replace('2B', '18')) % 97n) === Number(digits.slice(13)), named: /.?/u },
  // Documento nacional de identidad and número de identidad de extranjero, Spain: the letter is the number mod 23; X, Y, Z count as 0, 1, 2.
  { pattern: shaped('(?:\\d{8}|[XYZ]-?\\d{7})-?[A-HJ-NP-TV-Z]'), holds: spanish, named: /.?/u },
  // PESEL, Poland: date of birth with the century in the month, weights 1 3 7 9, modulus 10.
  { pattern: shaped('\\d{11}'), holds: (digits) => bornOnADay(digits) && (10 - (weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(digits[10]), named: /pesel/iu },
];
const NEAR = 48;

export const findNationalId: PiiRecogniser = (text) =>
  FORMS.flatMap(({ pattern, holds, named }) =>
    matchesOf('national-id', text, pattern, (value, at) => holds(value.replaceAll(/[ .-]/g, '')) && named.test(text.slice(Math.max(0, at - NEAR), at))),
  );

function spanish(value: string): boolean {
  const number = Number(value.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === value.at(-1);
}

function bornOnADay(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function repeats(digits: string): boolean {
  const counts = [...Map.groupBy(digits.slice(0, 10), (digit) => digit).values()].map((same) => same.length);
  return Math.max(...counts) >= 2 && Math.max(...counts) <= 3;
}
