const CODE = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-./_][\p{L}\p{N}]+)+/gu;
/** A code written with blanks, `P 101 A` or `DIN 912`: few capitals, a number, perhaps one more letter. */
const SPACED_CODE = /(?=\p{Lu})(?<![\p{L}\p{N}])(\p{Lu}{1,4})[ \u00a0](\d{1,6})(?:[ \u00a0]?(\p{Lu}))?(?![\p{L}\p{N}])/gu;
/** A size, `M8 x 30` or `20×30×2`. */
const SIZE = /(?<![\p{L}\p{N}])\p{L}{0,2}\d+(?:[.,]\d+)?(?:\s?[x×]\s?\d+(?:[.,]\d+)?)+(?!\d)/giu;
/** A number with its unit, which some write apart and some with a comma. */
const MEASURE =
  /(?=\d)(?<![\p{L}\p{N}][-./_]|[\p{L}\p{N}.,])(\d+(?:[.,]\d+)?)[ \u00a0\u202f]?(m?bar|psi|[kM]?Pa|[µμumck]?m|[kmµμu]?g|t|lb|k?Nm|k?N|[mk]?V|m?A|[kM]?W|k?VA|kWh|[kMG]?Hz|rpm|°[CF]|K|m?l|m3|m³|ms|min|%|[kM]?Ω|dB|ft)(?![\p{L}\p{N}])/gu;
const INCHES = /(?=\d)(?<![\p{L}\p{N}/])(\d+)\/(\d+)[ \u00a0]?(?:["″”]|''|inch(?:es)?(?!\p{L})|in(?!\p{L})|zoll(?!\p{L}))/giu;
const LONGEST = 40;

/**
 * Text as the exact index and its queries see it. Behind it stand bare forms of what is written in many ways, so that it
 * is found however it was written and outweighs chance hits on its parts: codes (`P-101A`, `P 101 A`), sizes (`M8 x 30`),
 * numbers with their units (`3,5bar`) and inches (`1/2"`).
 */
export function exactText(text: string): string {
  const plain = text.normalize('NFC');
  const bare = new Set([...codesOf(plain), ...sizesOf(plain)]);
  return bare.size === 0 ? plain : `${plain}\n${[...bare].join(' ')}`;
}

function* codesOf(text: string): Generator<string> {
  for (const [match] of text.matchAll(CODE)) {
    if (match.length <= LONGEST && /\p{N}/u.test(match) && /\p{L}/u.test(match)) yield match.replace(/[-./_]/g, '');
  }
  for (const [, letters = '', digits = '', last = ''] of text.matchAll(SPACED_CODE)) yield `${letters}${digits}${last}`;
}

function* sizesOf(text: string): Generator<string> {
  for (const [match] of text.matchAll(SIZE)) yield match.toLowerCase().replace(/[\s.,]/g, '').replaceAll('×', 'x');
  for (const [, number = '', unit = ''] of text.matchAll(MEASURE)) yield `${number.replace(/[.,]/, 'd')}${UNITS[unit] ?? unit}`;
  for (const [, above = '', below = ''] of text.matchAll(INCHES)) yield `${above}s${below}inch`;
}

/** Units as letters, where they are not. */
const UNITS: Record<string, string> = { '°C': 'degC', '°F': 'degF', '%': 'percent', Ω: 'ohm', kΩ: 'kohm', MΩ: 'Mohm', µm: 'um', μm: 'um', µg: 'ug', μg: 'ug', 'm³': 'm3' };
