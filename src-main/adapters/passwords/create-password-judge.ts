import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordJudge } from '#core/ports/password-judge.ts';

/** Guesses that nobody may be expected to hold out: what a lock-out allows in a lifetime is far less, what a stolen hash allows far more. */
const FEW_GUESSES = 1e6;
/** Characters that are looked at: more can only make a password harder, and would take long. */
const LOOKED_AT = 64;
const SHORTEST_WORD = 3;
const MOST_WORDS = 8;

/** Some 49,000 common passwords and how people vary them, by zxcvbn. The lists are made ready when the first password is judged. */
export function createPasswordJudge(): PasswordJudge {
  let made: ZxcvbnFactory | undefined;
  return {
    guessable(password, near) {
      made ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: LOOKED_AT });
      return made.check(password.slice(0, LOOKED_AT), near.flatMap(wordsOf)).guesses < FEW_GUESSES;
    },
  };
}

/** The words of a name, and each row of neighbours, written as one and apart. */
function wordsOf(name: string): string[] {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).slice(0, MOST_WORDS);
  const rows = words.flatMap((_, first) => words.slice(first).map((_word, length) => words.slice(first, first + length + 1)));
  return [...new Set(rows.flatMap((row) => [row.join(''), row.join(' ')]))].filter((row) => row.length >= SHORTEST_WORD);
}
