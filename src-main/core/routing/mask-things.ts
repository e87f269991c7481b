import { folded } from './folded.ts';
import { PLANT_THINGS } from './plant-things.ts';

/** What stands for any piece of equipment. */
export const THING = '@';

const BY_FIRST = new Map<string, string[][]>();
for (const thing of PLANT_THINGS) {
  const words = folded(thing).split(' ');
  const [first = ''] = words;
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), words].sort((a, b) => b.length - a.length));
}

/** German joins words, and the last one says what it is: a Speisepumpe is a Pumpe. */
const SHORTEST_TAIL = 5;
const TAILS = PLANT_THINGS.map(folded).filter((thing) => thing.length >= SHORTEST_TAIL && !thing.includes(' '));

/** Folded words with equipment replaced by {@link THING}; what stands together is one thing. */
export function maskThings(words: readonly string[]): string[] {
  const masked: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = thingAt(words, at);
    if (length === 0) masked.push(words[at] ?? '');
    else if (masked.at(-1) !== THING) masked.push(THING);
    at += Math.max(1, length);
  }
  return masked;
}

/** How many words from here on name a thing; 0 where none does. */
function thingAt(words: readonly string[], at: number): number {
  const word = words[at] ?? '';
  const named = BY_FIRST.get(word)?.find((thing) => thing.every((each, i) => words[at + i] === each));
  if (named) return named.length;
  return TAILS.some((tail) => word.length > tail.length + 2 && word.endsWith(tail)) ? 1 : 0;
}
