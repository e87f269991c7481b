import type { Passage } from '#shared/contract/passages.ts';

/** Passages asked of a search. */
export const PASSAGES = 8;
/** Tokens of evidence: short, because reading the prompt is what a machine without a GPU spends its time on. */
const EVIDENCE_TOKENS = 1_800;
/** A cautious guess: no tokenizer of a usual model makes more tokens of European text. */
export const CHARACTERS_PER_TOKEN = 3;

/** As many of the best passages as fit the budget; at least one. */
export function packPassages(passages: readonly Passage[], budgetTokens = EVIDENCE_TOKENS): Passage[] {
  let left = budgetTokens * CHARACTERS_PER_TOKEN;
  return passages.filter((passage, index) => {
    left -= passage.text.length + 120;
    return index === 0 || left >= 0;
  });
}

/** The question with its passages, fenced and labelled as data; `meaning` is what a follow-up was taken to ask. */
export function questionPrompt(question: string, passages: readonly Passage[], meaning: string | null = null): string {
  const fenced = passages.map((passage, index) => {
    const place = passage.page === null ? (passage.section ?? '') : `page ${passage.page}`;
    return `<passage number="${index + 1}" document="${attribute(passage.document.filename)}" place="${attribute(place)}">\n${unfenced(passage.text)}\n</passage>`;
  });
  return `${fenced.join('\n')}\n\nQuestion: ${question}${meaning === null ? '' : `\nThat is: ${meaning}`}`;
}

function attribute(text: string): string {
  return unfenced(text).replace(/["\r\n]/g, ' ');
}

/** A document cannot close its own fence. */
function unfenced(text: string): string {
  return text.replace(/<(?=\/?passage)/gi, '‹').replace(/<\|/g, '‹|');
}
