const TONES = new Set([0x0300, 0x0301, 0x0303, 0x0309, 0x0323]);
const VOWEL = /[aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ]/;

/**
 * How far a text decoded as Windows-1258 looks Vietnamese: the share of its tone marks (separate characters in that
 * code page) that stand on a vowel, weighed against letters no Vietnamese word has. 0..1.
 */
export function vietnameseScore(text: string): number {
  let tones = 0;
  let onVowel = 0;
  let foreign = 0;
  let native = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (TONES.has(code)) {
      tones += 1;
      if (VOWEL.test(text.charAt(at - 1))) onVowel += 1;
    } else if (/[ăâêôơưđĂÂÊÔƠƯĐ]/.test(text.charAt(at))) native += 1;
    else if (code >= 0xc0 && /[äöüßñçåæøÄÖÜÑÇÅÆØ]/.test(text.charAt(at))) foreign += 1;
  }
  if (tones < 2 || native < 2) return 0;
  return (onVowel / tones) * ((tones + native) / (tones + native + 3 * foreign));
}
