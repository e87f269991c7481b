const MARK = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/g;
/** The beginning of a mark that may still go on. */
const UNFINISHED = /\[[\d,\s]{0,40}$/;

/** Puts other numbers into the marks of a text that comes in pieces. */
export interface MarkNumbers {
  push(piece: string): string;
  end(): string;
}

/**
 * A model knows a passage by one number through the whole conversation, a reader by its place among the passages of one answer.
 * @param placeOf the reader's number; undefined for what is no mark at all
 */
export function createMarkNumbers(placeOf: (n: number) => number | undefined): MarkNumbers {
  let held = '';

  const renumbered = (text: string): string =>
    text.replace(MARK, (whole, list: string) => {
      const places = list.split(',').map((n) => placeOf(Number(n)));
      const known = [...new Set(places.filter((place) => place !== undefined))];
      return known.length === 0 ? whole : known.map((place) => `[${place}]`).join('');
    });

  return {
    push(piece) {
      const text = held + piece;
      const at = UNFINISHED.exec(text)?.index ?? text.length;
      held = text.slice(at);
      return renumbered(text.slice(0, at));
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}
