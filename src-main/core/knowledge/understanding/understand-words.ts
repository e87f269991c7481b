const MARKED = /\P{ASCII}/u;
const VIETNAMESE_LETTER = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

export interface Word {
  /** Lower case, without marks. */
  folded: string;
  /** Lower case, as written. */
  written: string;
  start: number;
  end: number;
}

/** Text without case and marks: `Nồi hơi` and `noi hoi` are one. The same length word for word, not letter for letter. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return MARKED.test(lower) ? lower.normalize('NFKD').replace(/\p{M}+/gu, '').replaceAll('đ', 'd').replaceAll('ß', 'ss') : lower;
}

/** The words of a text with where they stand; anything but letters, marks and digits parts them. */
export function wordsIn(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: word, index }) => {
    const written = word.toLowerCase().normalize('NFC');
    return { folded: fold(written), written, start: index, end: index + word.length };
  });
}

/** Whether a Vietnamese writer used marks: then words that differ only in them are different words. */
export const hasVietnameseMarks = (text: string): boolean => VIETNAMESE_LETTER.test(text.normalize('NFC'));
