/** Pages a document is known by before it is read: enough to see what runs through it, few enough to be read at once. */
const SAMPLE = 24;
const FIRST = 8;
/** A sample of more letters than this is large enough, and is not kept in memory. */
export const SAMPLE_GLYPHS = 400_000;

/** Numbers (from 0, ascending) of the first pages and of others spread evenly over the rest. */
export function samplePages(count: number): number[] {
  if (count <= SAMPLE) return Array.from({ length: count }, (_, index) => index);
  const step = (count - FIRST) / (SAMPLE - FIRST);
  // Neighbours in pairs, since left and right pages have heads of their own.
  const spread = Array.from({ length: SAMPLE - FIRST }, (_, at) => FIRST + Math.floor((at - (at % 2)) * step) + (at % 2));
  return [...Array.from({ length: FIRST }, (_, index) => index), ...new Set(spread)].filter((index) => index < count);
}
