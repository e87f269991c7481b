import type { Passage } from '#shared/contract/passages.ts';
import type { AnswerPrompt } from './answer-prompt.ts';
import { createMarkNumbers, type MarkNumbers } from './mark-numbers.ts';

/** Stands for what a model made up: no answer has so many passages. A larger number in brackets is not a citation but something of the text. */
const MADE_UP = 99;

/** Where the passages that a model cites stand for the reader: as they were found for this question, then those that only earlier turns hold. */
export interface AnswerPlaces {
  /** Grows as an answer cites what was found for earlier questions. */
  readonly passages: Passage[];
  readonly marks: MarkNumbers;
  /** So many of the oldest turns are not shown to the model: what stood in them alone, and is not among the first `carried` texts put before the question again, cannot be cited. */
  leaveOut(turns: number, carried: number): void;
}

export function createAnswerPlaces({ known, fresh, again, carried, turns }: AnswerPrompt, found: readonly Passage[]): AnswerPlaces {
  const passages = [...found];
  const places = new Map<number, number>();
  for (const { n, passage } of fresh) places.set(n, passages.indexOf(passage) + 1);
  for (const n of again) {
    const held = known.get(n);
    const at = found.findIndex((passage) => held?.document.id === passage.document.id && held.text.includes(passage.text));
    if (at >= 0) places.set(n, at + 1);
  }
  const hidden = new Set<number>();

  function placeOf(n: number): number | undefined {
    const place = places.get(n);
    if (place !== undefined) return place;
    const passage = hidden.has(n) ? undefined : known.get(n);
    if (!passage) return n > MADE_UP && !known.has(n) ? undefined : MADE_UP;
    places.set(n, passages.push(passage));
    return passages.length;
  }

  return {
    passages,
    marks: createMarkNumbers(placeOf),
    leaveOut(count, kept) {
      const needed = new Set(carried.slice(0, kept).map(({ shown }) => shown.n));
      for (const { n } of turns.slice(0, count).flatMap((turn) => turn.passages)) if (!needed.has(n)) hidden.add(n);
    },
  };
}
