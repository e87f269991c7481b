const WORD = /[\p{L}\p{N}]+(?:[.,:/_-][\p{L}\p{N}]+)*/gu;

/** Words too common to show that two texts speak of the same thing: English, German and Vietnamese. */
const COMMON = new Set(
  wordsOf(
    'a an and are as at be been but by can do does for from had has have how i if in into is it its may must no not of on or our shall should so that the their them then ' +
      'there these they this to was we were what when where which who why will with would you your der die das den dem des ein eine einen einem einer und oder ist sind war wie was wo wann ' +
      'mit auf für von zu im in nicht auch bei nach aus wird werden là và của có các cho trong được với không này khi như thì ở',
  ),
);

/** Words of a text, folded: lower case, accents dropped. Codes and numbers with inner marks stay whole (`p-101a`, `12.5`). */
export function wordsOf(text: string): string[] {
  return Array.from(text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase().matchAll(WORD), ([word]) => word);
}

/** The words that carry meaning, English endings dropped so that `opens` and `open` are one. */
export function contentWords(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !COMMON.has(word) && (word.length > 1 || /\d/.test(word)))
    .map((word) => (/^[a-z]{5,}$/.test(word) ? word.replace(/(?:ing|ed|es|s)$/, '') : word));
}

/** Numbers of a text as they compare: `12,50` and `12.5` are the same, thousands separators dropped. */
export function numbersOf(text: string): string[] {
  return Array.from(text.matchAll(/\d+(?:[.,]\d+)*/g), ([digits]) => normalNumber(digits));
}

/** A number as it compares, a decimal comma taken for a point. */
export function normalNumber(digits: string): string {
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(digits);
  const plain = grouped ? digits.replace(/[.,]/g, '') : digits.replace(',', '.');
  const value = Number(plain);
  return Number.isFinite(value) ? String(value) : plain;
}
