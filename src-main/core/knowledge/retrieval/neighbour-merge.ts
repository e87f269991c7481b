import type { Passage } from '#shared/contract/passages.ts';

/** Characters that may lie between neighbours: the white space between them. */
const GAP = 8;
/** Beyond this a merged passage would no longer be one to read at a glance, in characters. */
const LONGEST = 5_000;

/**
 * Puts a passage together with one that comes right before or after it in the same part of its document, so that two
 * halves of an answer take one place of the list. Takes passages best first; each takes up one neighbour at most.
 */
export function mergeNeighbours(passages: readonly Passage[]): Passage[] {
  const merged: Passage[] = [];
  const whole = new Set<number>();
  for (const passage of passages) {
    const at = merged.findIndex((kept, n) => !whole.has(n) && touching(kept, passage));
    const kept = merged[at];
    if (kept === undefined) merged.push(passage);
    else {
      merged[at] = joined(kept, passage);
      whole.add(at);
    }
  }
  return merged;
}

function touching(a: Passage, b: Passage): boolean {
  if (a.document.id !== b.document.id || a.span.part !== b.span.part || a.page !== b.page || a.text.length + b.text.length > LONGEST) return false;
  const [first, second] = a.span.start <= b.span.start ? [a, b] : [b, a];
  const gap = second.span.start - first.span.end;
  // Rows of one table may share their span: nothing tells which comes first.
  return first.span.start < second.span.start && gap <= GAP && gap >= -first.text.length;
}

/** Keeps the place, the id and the scores of the better one. */
function joined(better: Passage, other: Passage): Passage {
  const [first, second] = better.span.start <= other.span.start ? [better, other] : [other, better];
  const repeated = first.text.slice(first.text.length - Math.max(0, first.span.end - second.span.start));
  const rest = repeated !== '' && second.text.startsWith(repeated) ? second.text.slice(repeated.length) : second.text;
  return {
    ...better,
    section: better.section ?? other.section,
    text: `${first.text}${rest === second.text ? '\n' : ''}${rest}`,
    span: { ...better.span, start: first.span.start, end: Math.max(first.span.end, second.span.end) },
  };
}
