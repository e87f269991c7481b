export interface MarkedPiece {
  text: string;
  marked: boolean;
}

/** A stretch of text from `start`, cut where marks begin and end; marks are `[start, end]` offsets into the whole text. */
export function markedPieces(text: string, start: number, marks: readonly (readonly [number, number])[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  const put = (to: number, marked: boolean): void => {
    if (to > at) pieces.push({ text: text.slice(at, to), marked });
    at = Math.max(at, to);
  };
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    put(Math.min(from - start, text.length), false);
    put(Math.min(to - start, text.length), true);
  }
  put(text.length, false);
  return pieces;
}
