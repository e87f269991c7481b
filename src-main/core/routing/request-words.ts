import type { QuestionLanguage } from '#shared/contract/routing.ts';
import { folded } from './folded.ts';
import { REQUEST_LEXICONS } from './request-lexicons.ts';

/** A language's words as expressions over a message; positions are those of the message. */
export interface RequestWords {
  /** Whether questions keep the order of statements, so that a mere name before "and" may be half of a subject. */
  asksInPlace: boolean;
  /** Whether a verb right behind "then" makes a statement, not a question. */
  verbSecond: boolean;
  afterwards: RegExp;
  /** At the beginning of a part: connectives, with what the part is done, and courtesies. */
  joints: RegExp;
  leads: RegExp;
  needs: RegExp;
  bare: RegExp;
  work: RegExp;
  seek: RegExp;
  tell: RegExp;
  infinitive: RegExp;
  asks: RegExp;
  inverted: RegExp;
  result: RegExp;
  /** The first words behind the verb stand for what was found. */
  resultFirst: RegExp;
  owner: RegExp;
  using: RegExp;
  gaps: RegExp;
  places: RegExp;
  open: RegExp;
  /** Where a part can begin inside of a sentence: with a connective, or behind a comma with the verb of a request. */
  later: RegExp;
  joined: RegExp;
}

/** Words that are other words without their marks: "đó" (that) and "độ" (degree) are both typed "do". */
const ONLY_MARKED = /^\(\?<!.*đó$|^đâu$/u;
const compiled = new Map<string, RequestWords>();

/** @param unmarked whether the message was typed without accents, as the words are then read */
export function requestWords(language: QuestionLanguage, unmarked: boolean): RequestWords {
  const key = `${language} ${unmarked}`;
  const words = compiled.get(key) ?? compile(language, unmarked);
  compiled.set(key, words);
  return words;
}

function compile(language: QuestionLanguage, unmarked: boolean): RequestWords {
  const lexicon = REQUEST_LEXICONS[language];
  const any = (...lists: string[][]): string => {
    const all = lists.flat().filter((words) => !unmarked || !ONLY_MARKED.test(words)).map((words) => (unmarked ? unmarkedPattern(words) : words)).toSorted((a, b) => b.length - a.length);
    return String.raw`(?<![\p{L}\p{N}_'-])(?:${all.length === 0 ? '(?!)' : all.join('|').replaceAll(' ', String.raw`\s+`)})(?![\p{L}\p{N}_'-])`;
  };
  const anywhere = (...lists: string[][]): RegExp => new RegExp(any(...lists), 'iu');
  const first = (...lists: string[][]): RegExp => new RegExp(`^${any(...lists)}`, 'iu');
  const verb = any(lexicon.work, lexicon.seek, lexicon.tell);
  const [and, later] = [any(lexicon.and), any(lexicon.afterwards, lexicon.also)];
  // Vietnamese puts these words at the beginning of a clause only; elsewhere they may stand in the middle of one.
  const mere = language === 'vi' ? String.raw`\s+(?=${later})` : String.raw`\s+(?=${later},?\s+${verb})`;
  return {
    asksInPlace: language === 'vi', verbSecond: language === 'de',
    afterwards: anywhere(lexicon.afterwards),
    joints: new RegExp(String.raw`^(?:(?:${any(lexicon.and, lexicon.afterwards, lexicon.also)}|${any(lexicon.using)})[\s,:]*)+`, 'iu'),
    leads: new RegExp(String.raw`^(?:${any(lexicon.leads)}[\s,:!.]*)+`, 'iu'),
    needs: first(lexicon.needs), bare: first(lexicon.bare), work: first(lexicon.work), seek: first(lexicon.seek), tell: first(lexicon.tell),
    infinitive: new RegExp(`(?<!\\szu\\s)${any(lexicon.infinitives)}(?:[\\s.!?;]*$|,)`, 'iu'),
    asks: language === 'vi' ? anywhere(lexicon.asks) : first(lexicon.asks), inverted: first(lexicon.inverted),
    result: anywhere(lexicon.result), resultFirst: new RegExp(String.raw`^[\p{L}]+\s+${any(lexicon.result)}`, 'iu'), owner: anywhere(lexicon.owner),
    using: anywhere(lexicon.using), gaps: first(lexicon.gaps), places: first(lexicon.places), open: anywhere(lexicon.open),
    later: new RegExp(String.raw`,\s+(?=${later}|${any(lexicon.using)})|,?\s+(?=${and}[\s,]+${later})|${mere}`, 'giu'),
    joined: new RegExp(String.raw`,?\s+(?=${and})|,\s+(?=${verb})`, 'giu'),
  };
}

/** Letters of a pattern without their marks. */
function unmarkedPattern(words: string): string {
  return words.replace(/\p{L}+/gu, (letters) => (folded(letters) === letters.toLowerCase() ? letters : folded(letters)));
}
