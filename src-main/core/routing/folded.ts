/** Lower case without accents and other marks, as people type in a hurry. */
export function folded(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('ß', 'ss').normalize('NFC');
}
