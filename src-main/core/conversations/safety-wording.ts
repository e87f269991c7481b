import type { SafetyWording } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';

/** Signal words of ANSI Z535 and ISO 3864 for harm to people, as plants write them: in capitals at the beginning of a line. */
const SIGNAL = /^[\s>*_#|!\u26a0\ufe0f-]*(?:DANGER|WARNING|CAUTION|GEFAHR|WARNUNG|VORSICHT|NGUY HIỂM|CẢNH BÁO|THẬN TRỌNG)(?![\p{Ll}])[\s*_]*(?:[:!.—–-]|$|\s\p{Lu})/u;
/** A signal word alone on its line: what it warns of follows. */
const ALONE = /^[^\p{Ll}]*$/u;
const LONGEST = 600;

/** The safety wording of the passages an answer cites, except what it already says word for word. Each text once. */
export function safetyOf(answer: string, cited: readonly { n: number; passage: Passage }[]): SafetyWording[] {
  const said = squeezed(answer);
  const found = new Map<string, SafetyWording>();
  for (const { n, passage } of cited) {
    for (const text of warningsIn(passage.text)) {
      const key = squeezed(text);
      if (!said.includes(key) && !found.has(key)) found.set(key, { n, text });
    }
  }
  return [...found.values()];
}

/** Each warning from its signal word to the end of its paragraph. */
export function warningsIn(text: string): string[] {
  const paragraphs = text.split(/\n(?:[ \t]*\n)+|\n(?=[\s>*_#|!\u26a0\ufe0f-]*(?:DANGER|WARNING|CAUTION|GEFAHR|WARNUNG|VORSICHT|NGUY HIỂM|CẢNH BÁO|THẬN TRỌNG)(?!\p{Ll}))/u);
  return paragraphs.flatMap((paragraph, at) => {
    if (!SIGNAL.test(paragraph)) return [];
    const whole = ALONE.test(paragraph) && !/[:!.]\s+\S/.test(paragraph) ? `${paragraph}\n${paragraphs[at + 1] ?? ''}` : paragraph;
    return [shortened(whole.trim())];
  });
}

/** A longer one ends at a sentence, never inside of a word. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const cut = text.slice(0, LONGEST);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('.\n'), cut.lastIndexOf('!'));
  return end > LONGEST / 2 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}

const squeezed = (text: string): string => text.replace(/[\s>*_#]+/g, ' ').trim();
