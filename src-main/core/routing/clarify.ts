import type { QuestionLanguage } from '#shared/contract/routing.ts';

/** The question back, with the two that are likeliest. Where one of them is no agent, it stands for the documents. */
const SENTENCES: Readonly<Record<QuestionLanguage, (first: string, second: string) => string>> = {
  en: (first, second) => `It is not clear who should answer this. Do you mean ${first} or ${second}?`,
  de: (first, second) => `Es ist nicht klar, wer das beantworten soll. Ist „${first}“ oder „${second}“ gemeint?`,
  vi: (first, second) => `Chưa rõ tác tử nào nên trả lời câu này. Bạn muốn hỏi “${first}” hay “${second}”?`,
};

const DOCUMENTS: Readonly<Record<QuestionLanguage, string>> = { en: 'the documents', de: 'die Dokumente', vi: 'tài liệu' };

export function clarifying(language: QuestionLanguage, titles: readonly (string | null)[]): string {
  const [first = null, second = null] = titles;
  return SENTENCES[language](first ?? DOCUMENTS[language], second ?? DOCUMENTS[language]);
}
