/** Everything that moves a cursor, changes colours, hides or reorders text: control, format, surrogate and private characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;
const KEPT = new Set(['\n', '\t', '\u200d', '\u200c', '\u00ad']);

/**
 * Text from documents, models and file names, made safe for a terminal: what could command it is written out as `\u{1b}`. Line breaks
 * and tabs stay.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSAFE, (character) => (KEPT.has(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`));
}

/** The same on one line, shortened to `columns` characters. */
export function oneLine(text: string, columns: number): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= columns ? line : `${characters.slice(0, Math.max(1, columns - 1)).join('')}…`;
}
