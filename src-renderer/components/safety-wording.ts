const SIGNAL = /^[\s>*_#|!\u26a0\ufe0f-]*(?:DANGER|WARNING|CAUTION|NOTICE|GEFAHR|WARNUNG|VORSICHT|NGUY HIỂM|CẢNH BÁO|THẬN TRỌNG)(?![\p{Ll}])[\s*_]*(?:[:!.—–-]|$|\n|\s\p{Lu})/u;

/** Whether a paragraph opens with a signal word of ISO 3864 or ANSI Z535, as plants write them: in capitals. */
export function isSafetyWording(paragraph: string): boolean {
  return SIGNAL.test(paragraph);
}

/** A text split where safety wording begins and ends; the pieces joined are the text. */
export function splitSafety(text: string): { text: string; safety: boolean }[] {
  const pieces: { text: string; safety: boolean }[] = [];
  for (const paragraph of text.split(/(?<=\n\s*\n)/)) {
    const safety = isSafetyWording(paragraph);
    const last = pieces.at(-1);
    if (last !== undefined && last.safety === safety && !safety) last.text += paragraph;
    else pieces.push({ text: paragraph, safety });
  }
  return pieces;
}
