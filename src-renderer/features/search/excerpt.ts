import { splitSafety } from '#renderer/components/safety-wording.ts';

type Mark = readonly [start: number, end: number];

/** About what a result shows, in characters. */
const SHOWN = 400;
const LEFT_OUT = '… ';

/** A passage from the line on where most of the found words stand; never from within a safety block. */
export function excerptOf(text: string, marks: readonly Mark[]): { text: string; marks: Mark[] } {
  const start = startOf(text, marks);
  if (start === 0) return { text, marks: [...marks] };
  const shift = LEFT_OUT.length - start;
  return { text: LEFT_OUT + text.slice(start), marks: marks.filter(([from]) => from >= start).map(([from, to]) => [from + shift, to + shift]) };
}

function startOf(text: string, marks: readonly Mark[]): number {
  const near = ([from]: Mark): number => marks.filter(([other]) => other >= from && other < from + SHOWN).length;
  const best = marks.reduce<Mark | null>((found, mark) => (found === null || near(mark) > near(found) ? mark : found), null);
  if (best === null || best[1] <= SHOWN / 2) return 0;
  const line = text.lastIndexOf('\n', best[0]) + 1;
  let at = 0;
  for (const piece of splitSafety(text)) {
    const end = at + piece.text.length;
    if (line < end) return piece.safety ? at : line;
    at = end;
  }
  return line;
}
