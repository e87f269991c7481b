import type { Replay } from '#shared/contract/answers.ts';
import type { WrittenTokens } from '#core/ports/manner.ts';

const EXCERPT = 80;

/** What a model wrote. */
export interface Reply {
  text: string;
  tokens: WrittenTokens | null;
}

export type Comparison = Pick<Replay, 'identical' | 'difference' | 'compared'>;

/**
 * Compares two replies by their characters and, where both are known, by their tokens.
 * @param sameVocabulary whether numbers of tokens mean the same in both
 * @param brokenOff whether the first was broken off, so that it is compared as far as it goes
 */
export function compareReplies(before: Reply, now: Reply, { sameVocabulary, brokenOff }: { sameVocabulary: boolean; brokenOff: boolean }): Comparison {
  const difference = firstCharacter(before.text, now.text, brokenOff);
  const compared = before.tokens && now.tokens ? firstToken(piecesOf(before.text, before.tokens, sameVocabulary), piecesOf(now.text, now.tokens, sameVocabulary), brokenOff) : null;
  return { identical: difference === null && (compared?.first ?? null) === null, difference, compared };
}

function firstCharacter(before: string, now: string, brokenOff: boolean): Replay['difference'] {
  if (before === now || (brokenOff && now.startsWith(before))) return null;
  let at = 0;
  while (at < before.length && before[at] === now[at]) at += 1;
  return { at, before: before.slice(at, at + EXCERPT), now: now.slice(at, at + EXCERPT) };
}

interface Piece {
  id: number | null;
  text: string;
}

function piecesOf(text: string, { ids, lengths }: WrittenTokens, sameVocabulary: boolean): Piece[] {
  let at = 0;
  return ids.map((id, n) => ({ id: sameVocabulary ? id : null, text: text.slice(at, (at += lengths[n] ?? 0)) }));
}

function firstToken(before: readonly Piece[], now: readonly Piece[], brokenOff: boolean): NonNullable<Comparison['compared']> {
  const most = Math.max(before.length, brokenOff ? 0 : now.length);
  for (let index = 0; index < most; index += 1) {
    const [one, other] = [before[index], now[index]];
    if (one?.id !== other?.id || one?.text !== other?.text) return { equal: index, first: { index, before: one?.text ?? null, now: other?.text ?? null } };
  }
  return { equal: most, first: null };
}
