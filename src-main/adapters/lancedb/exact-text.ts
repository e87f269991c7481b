const CODE = /[\p{L}\p{N}]+(?:[-./_][\p{L}\p{N}]+)+/gu;
const LONGEST = 40;

/**
 * Text as the exact index and its queries see it: each code such as `P-101A` or `M12x1.75` is followed by its bare form
 * (`P101A`), so that it is found however it was written and outweighs chance hits on its parts.
 */
export function exactText(text: string): string {
  const plain = text.normalize('NFC');
  const codes = new Set<string>();
  for (const [match] of plain.matchAll(CODE)) {
    if (match.length <= LONGEST && /\p{N}/u.test(match) && /\p{L}/u.test(match)) codes.add(match.replace(/[-./_]/g, ''));
  }
  return codes.size === 0 ? plain : `${plain}\n${[...codes].join(' ')}`;
}
