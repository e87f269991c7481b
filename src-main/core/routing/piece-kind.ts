import type { Piece } from './message-pieces.ts';
import type { RequestWords } from './request-words.ts';

/**
 * What a piece of a message is: an order to look up or work on something, a question, a preface that only
 * says where to look, or neither: a name, a statement, half of a sentence.
 * "Stop the pump" is neither, as nobody is asked to do that here, unless it comes behind an order: both are said to the same listener.
 */
export type PieceKind = 'order' | 'question' | 'preface' | 'neither';

const SENTENCE = /[^.?!;\n]+[.?!;]*/gu;

export function kindOf({ core, joint }: Piece, behind: PieceKind | undefined, words: RequestWords): PieceKind {
  if (words.places.test(core)) return 'preface';
  if (words.work.test(core) || words.seek.test(core) || words.tell.test(core) || words.needs.test(core)) return 'order';
  if (words.asks.test(core) || (words.inverted.test(core) && !(words.verbSecond && joint === 'then'))) return 'question';
  if (words.infinitive.test(core) && !words.open.test(core)) return 'order';
  return behind === 'order' && words.bare.test(core) ? 'order' : 'neither';
}

/** Whether a further verb would still belong to what is said: "how do I find it | and convert it". Over with the sentence. */
export function isOpen(text: string, words: RequestWords): boolean {
  const last = (text.match(SENTENCE) ?? []).at(-1)?.trim() ?? '';
  return !/[.?!;]$/u.test(last) && words.open.test(last.replace(words.joints, '').replace(words.leads, ''));
}

/**
 * Whether an order says that it is to be done later than what came before, or works on what that finds. "Look it up" behind a question
 * only asks it once more.
 */
export function isNextStep({ core, joint }: Piece, text: string, behind: PieceKind, words: RequestWords): boolean {
  if (joint === 'then' || words.afterwards.test(text) || words.using.test(text)) return true;
  if (words.work.test(core)) return words.result.test(core) || words.gaps.test(core);
  if (words.seek.test(core)) return behind === 'order' && words.result.test(core);
  return words.infinitive.test(core) ? words.gaps.test(core) : words.resultFirst.test(core);
}

/** Whether a part can be understood only with what came before it. */
export function leansBack(text: string, words: RequestWords): boolean {
  return words.afterwards.test(text) || words.using.test(text) || words.result.test(text) || words.owner.test(text);
}
