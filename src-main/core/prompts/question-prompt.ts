import type { Passage } from '#shared/contract/passages.ts';

/** Passages asked of a search. */
export const PASSAGES = 8;
/** Tokens of evidence: short, because reading the prompt is what a machine without a GPU spends its time on. */
const EVIDENCE_TOKENS = 1_800;
/** A cautious guess: no tokenizer of a usual model makes more tokens of European text. */
export const CHARACTERS_PER_TOKEN = 3;

type Quoted = Pick<Passage, 'document' | 'page' | 'section' | 'text'>;

/** A passage under the number it has for the model: the same through the whole conversation. */
export interface NumberedPassage<P = Quoted> {
  n: number;
  passage: P;
}

/** As many of the best passages as fit the budget; at least one. */
export function packPassages<P extends Pick<Passage, 'text'>>(passages: readonly P[], budgetTokens = EVIDENCE_TOKENS): P[] {
  let left = budgetTokens * CHARACTERS_PER_TOKEN;
  return passages.filter((passage, index) => {
    left -= passage.text.length + 120;
    return index === 0 || left >= 0;
  });
}

export interface AskedQuestion {
  question: string;
  /** What a follow-up was taken to ask. */
  meaning?: string | null | undefined;
  /** Numbers of passages that stand before earlier questions and belong to this one too. */
  again?: readonly number[] | undefined;
}

/** The question with its passages, which stand before it, fenced and labelled as data. */
export function questionPrompt(passages: readonly NumberedPassage[], asked: AskedQuestion): string {
  const evidence = evidenceText(passages);
  return `${evidence}${evidence === '' ? '' : '\n\n'}${questionText(asked)}`;
}

export function evidenceText(passages: readonly NumberedPassage[]): string {
  return passages.map(fenced).join('\n');
}

function questionText({ question, meaning = null, again = [] }: AskedQuestion): string {
  const above = again.length === 0 ? [] : [`Passages above that belong to this question too: ${again.map((n) => `[${n}]`).join(', ')}`];
  return [...above, `Question: ${question}`, ...(meaning === null ? [] : [`That is: ${meaning}`])].join('\n');
}

function fenced({ n, passage }: NumberedPassage): string {
  const place = passage.page === null ? (passage.section ?? '') : `page ${passage.page}`;
  return `<passage number="${n}" document="${attribute(passage.document.filename)}" place="${attribute(place)}">\n${unfenced(passage.text)}\n</passage>`;
}

function attribute(text: string): string {
  return unfenced(text).replace(/["\r\n]/g, ' ');
}

/** A document cannot close its own fence. */
function unfenced(text: string): string {
  return text.replace(/<(?=\/?passage)/gi, '‹').replace(/<\|/g, '‹|');
}
