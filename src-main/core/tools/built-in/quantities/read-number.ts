import { QuantityFault } from './quantity.ts';

/** As it is written in a text: digits with points and commas between them. */
export const NUMBER = String.raw`\d+(?:[.,]\d+)*|\.\d+`;

/** Up to three digits, then exactly three: with a comma between, a fraction in German and Vietnamese and thousands in English; with a point the other way round. */
const THREE_BEHIND_COMMA = /^[1-9]\d{0,2},\d{3}$/;
const THREE_BEHIND_POINT = /^[1-9]\d{0,2}\.\d{3}$/;
const DECIMAL_COMMA = /^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+$/;
const DECIMAL_POINT = /^(?:\d*|[1-9]\d{0,2}(?:,\d{3})+)\.\d+$/;
const THOUSANDS = /^[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})$/;

/**
 * A number with a decimal point or comma, and with the other one between thousands or without. What can be read in two ways is refused.
 * A point before three digits is a decimal one, as in all numbers that programs write; {@link doubtfulIn} tells of it.
 *
 * @throws QuantityFault with how to write it
 */
export function numberIn(written: string): number {
  if (THREE_BEHIND_COMMA.test(written)) throw new QuantityFault(`"${written}" can be read in two ways. Write ${written.replace(',', '.')} or ${written.replace(',', '')}.`);
  if (DECIMAL_COMMA.test(written)) return Number(written.replaceAll('.', '').replace(',', '.'));
  if (THOUSANDS.test(written)) return Number(written.replaceAll(/[.,]/g, ''));
  if (/^\d+$/.test(written) || DECIMAL_POINT.test(written)) return Number(written.replaceAll(',', ''));
  throw new QuantityFault(`"${written}" is no number that can be read. Write it without anything between thousands, as in 1234.5 or 1234,5.`);
}

export const hasDecimalComma = (written: string): boolean => DECIMAL_COMMA.test(written);

/** Numbers of a text whose point could also stand between thousands. */
export function doubtfulIn(text: string): string[] {
  return [...text.matchAll(new RegExp(`(?<![\\p{L}\\d°.,])(?:${NUMBER})`, 'gu'))].flatMap(([written]) => (THREE_BEHIND_POINT.test(written) ? [written] : []));
}
