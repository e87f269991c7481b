import type { Understanding } from '#shared/contract/search.ts';
import { detectLanguage } from './detect-language.ts';
import { hasVietnameseMarks, type Word, wordsIn } from './understand-words.ts';

type Expansions = Understanding['expansions'];

/** One way to write a thing; `language` is null for the plant's own words, which hold in every language. */
export interface Form {
  text: string;
  language: 'en' | 'de' | 'vi' | null;
}

/** All forms mean the same. */
export type Meaning = readonly Form[];

/** What one term brings along at most, nearest language first. */
const MOST_MEANS = 8;
/** German joins words: a part of this length or longer is looked for inside of them. */
const COMPOUND_PART = 5;
/** Vietnamese syllables that are clear alone even without marks. */
const CLEAR_ALONE = new Set(['bom', 'van', 'quat', 'xich']);

interface Pattern extends Form {
  words: readonly Word[];
  meaning: Meaning;
}

interface Asked {
  text: string;
  words: readonly Word[];
  language: string | null;
  marked: boolean;
}

export interface VocabularyMatcher {
  /**
   * What the words of a question are also called, in these languages; in all of them unless told. Longer terms win over the words they
   * are made of.
   */
  expand(question: string, languages?: ReadonlySet<string>): Expansions;
}

export function createVocabularyMatcher(meanings: readonly Meaning[]): VocabularyMatcher {
  const patterns = meanings.flatMap((meaning) => meaning.flatMap((form) => patternOf(form, meaning)));
  patterns.sort((a, b) => b.words.length - a.words.length || b.text.length - a.text.length);

  return {
    expand(text, languages) {
      const asked = { text, words: wordsIn(text), language: detectLanguage(text), marked: hasVietnameseMarks(text) };
      // A word of the question's own language before one that only looks alike: `bom` is a pump in Vietnamese, a parts list in English.
      const candidates = patterns.filter((pattern) => speaks(pattern, asked)).sort((a, b) => b.words.length - a.words.length || foreign(a, asked) - foreign(b, asked));
      const taken = new Set<number>();
      const found: Expansions = [];
      for (const exactly of [true, false]) {
        for (const pattern of candidates) {
          const at = placeOf(pattern, asked, taken, exactly);
          if (at === null) continue;
          pattern.words.forEach((_, n) => taken.add(at + n));
          const means = meansOf(pattern, asked, languages);
          if (means.length > 0) found.push({ term: text.slice(asked.words[at]?.start, asked.words[at + pattern.words.length - 1]?.end), means });
        }
      }
      return found;
    },
  };
}

const foreign = ({ language }: Form, asked: { language: string | null }): number => (language === null || language === asked.language ? 0 : 1);

function patternOf(form: Form, meaning: Meaning): Pattern[] {
  const words = wordsIn(form.text);
  return words.length === 0 ? [] : [{ ...form, words, meaning }];
}

/** English stands in questions of any language; German and Vietnamese words only where nothing says that it is another's. */
function speaks({ language, words, text }: Pattern, asked: Asked): boolean {
  if (language === null) return true;
  if (language === 'en') return text.length > 2 || asked.text.includes(text);
  if (asked.language !== null && asked.language !== language) return false;
  return language !== 'vi' || asked.marked || words.length > 1 || CLEAR_ALONE.has(words[0]?.folded ?? '');
}

function placeOf(pattern: Pattern, asked: Asked, taken: ReadonlySet<number>, exactly: boolean): number | null {
  const last = asked.words.length - pattern.words.length;
  for (let at = 0; at <= last; at++) {
    if (pattern.words.every((word, n) => !taken.has(at + n) && matches(asked.words[at + n], word, pattern, asked, exactly))) return at;
  }
  return null;
}

function matches(there: Word | undefined, wanted: Word, { language, words }: Pattern, asked: Asked, exactly: boolean): boolean {
  if (there === undefined) return false;
  if (language === 'vi') return asked.marked ? there.written === wanted.written : there.folded === wanted.folded;
  if (there.folded === wanted.folded || plurals(wanted.folded).includes(there.folded)) return true;
  if (exactly || language !== 'de' || words.length > 1 || wanted.folded.length < COMPOUND_PART) return false;
  return there.folded.startsWith(wanted.folded) || there.folded.endsWith(wanted.folded);
}

const plurals = (word: string): string[] => (word.length < 4 ? [`${word}s`] : [`${word}s`, `${word}es`, `${word}n`, `${word}en`, word.replace(/y$/, 'ies')]);

/** The other forms: of the question's own language first, then English, in which most manuals are written. */
function meansOf({ meaning }: Pattern, { text, language }: Asked, languages: ReadonlySet<string> | undefined): string[] {
  const already = ` ${wordsIn(text).map(({ folded }) => folded).join(' ')} `;
  const rank = (form: Form): number => (form.language === null || form.language === language ? 0 : form.language === 'en' ? 1 : 2);
  const spoken = languages === undefined ? meaning : meaning.filter((form) => form.language === null || languages.has(form.language));
  const others = spoken.filter((form) => !already.includes(` ${wordsIn(form.text).map(({ folded }) => folded).join(' ')} `));
  return [...new Set(others.toSorted((a, b) => rank(a) - rank(b)).map((form) => form.text))].slice(0, MOST_MEANS);
}
