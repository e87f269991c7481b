import { QUESTION_LANGUAGES, type QuestionLanguage } from '#shared/contract/routing.ts';
import { folded } from './folded.ts';

/** Small words that stand in nearly every sentence, folded; those of more than one language are left out. */
const SMALL_WORDS: Readonly<Record<QuestionLanguage, ReadonlySet<string>>> = {
  en: smallWords('the a an of to for in on at with from by and or is are was were be been has have had do does did how what which where when who why whose can could should will would may must my our your their this that these those it its we us me you he she they them not no any all than then there about into out up before after please show make give list tell get find read write explain compare between per last week month much many until still yet also'),
  de: smallWords('der die das den dem des ein eine einen einem einer und oder ist sind war waren sein hat haben hatte wird werden wurde wie was welche welcher welches wo wann wer wem warum wieso woran kann konnte soll muss darf mein meine unser unsere ihr ihre dieser diese dieses es wir uns mir mich du er sie nicht kein keine alle als dann da uber aus auf bei mit nach von vom vor zu zum zur im am bis noch schon auch bitte zeig zeige mach gib nenne sag lies schreib je pro letzten letzte woche monat viel viele fur ich hab beim ins ans seit ohne zwischen laut heute danke'),
  vi: smallWords('la va cua cho voi tu trong tren duoi nay kia do cac nhung mot co khong da dang se bi duoc thi ma nhu the nao gi dau ai bao nhieu may khi sao vi tai toi ta chung ban anh em no minh giup hay roi chua con cung rat nhieu hon nhat theo de ra vao len xuong neu hoac truoc sau den ve hom qua tuan thang nam lam viet doc ve tim xem hoi loi don hang khach no nguyen nhan quy trinh cach buoc'),
};

/** Whether a word, folded, says nothing of what a sentence is about. */
export function isSmallWord(word: string): boolean {
  return QUESTION_LANGUAGES.some((language) => SMALL_WORDS[language].has(word));
}

/** Letters that no other of the languages has, by how much they say. */
const VIETNAMESE_LETTERS = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gu;
const GERMAN_LETTERS = /[äöüß]/gu;
/** Vowels with marks that Vietnamese has and German has not; some English words do, too. */
const ROMANCE_LETTERS = /[àáãèéìíòóõùúýâêô]/gu;

/** Endings of words that mark a language where it has no small words. */
const ENDINGS: Readonly<Record<QuestionLanguage, RegExp>> = {
  en: /(?:ing|tion|ed|ly|ness|ment)$/u,
  de: /(?:ung|ungen|lich|isch|keit|heit|schaft|en|er|t)$/u,
  vi: /^(?:ng|ph|tr|th|kh|gi|nh)[a-z]{1,4}$/u,
};

/** The language of a question: by its letters, its small words and the endings of its words. English where nothing speaks for another. */
export function languageOf(text: string): QuestionLanguage {
  const lower = text.slice(0, 1_000).normalize('NFC').toLowerCase();
  const words = folded(lower).match(/\p{L}+/gu) ?? [];
  const points: Record<QuestionLanguage, number> = { en: 0.2, de: 0, vi: 0 };
  points.vi += 2 * count(lower, VIETNAMESE_LETTERS) + count(lower, ROMANCE_LETTERS);
  points.de += 2 * count(lower, GERMAN_LETTERS);
  for (const word of words) {
    for (const language of QUESTION_LANGUAGES) {
      if (SMALL_WORDS[language].has(word)) points[language] += 1;
      else if (word.length > 3 && ENDINGS[language].test(word)) points[language] += 0.3;
    }
  }
  return QUESTION_LANGUAGES.reduce((best, language) => (points[language] > points[best] ? language : best));
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}

function smallWords(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
