import type { DocumentPart } from '#core/ports/document-reader.ts';

/** What one message may hold: passing it to another thread costs about a millisecond per thousand pieces. */
const PIECES = 5_000;
const CHARACTERS = 250_000;

/** The parts in groups that are quickly passed to another thread, in order; a part is never divided. */
export function stretchesOf(parts: readonly DocumentPart[]): DocumentPart[][] {
  const stretches: DocumentPart[][] = [];
  let room = { pieces: 0, characters: 0 };
  for (const part of parts) {
    const pieces = 1 + part.blocks.length + (part.lines?.length ?? 0);
    if (pieces > room.pieces || part.text.length > room.characters) {
      stretches.push([]);
      room = { pieces: PIECES, characters: CHARACTERS };
    }
    stretches.at(-1)?.push(part);
    room = { pieces: room.pieces - pieces, characters: room.characters - part.text.length };
  }
  return stretches;
}
