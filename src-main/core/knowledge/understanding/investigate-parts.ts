import { questionTerms } from '#core/knowledge/retrieval/question-terms.ts';
import { codesIn } from './understand-follow-up.ts';

/** Searches beside that of the whole question. */
const MOST_PARTS = 3;
/** Fewer terms make no question of their own. */
const LEAST_TERMS = 2;

/** A part of a question, to be searched alone. */
export interface QuestionPart {
  why: 'part' | 'comparison';
  query: string;
}

const ASKING = String.raw`(?:what|which|who|whom|whose|where|when|why|how|was|welche[rsmn]?|wer|wem|wo|womit|wann|warum|wie|wieviel)`;
/** Where a second question begins inside of a sentence. Vietnamese asks at the end, so both halves must ask. */
const NEXT_QUESTION = new RegExp(String.raw`(?:,|;)?\s+(?:and|or|und|oder)\s+(?=(?:(?:at|in|on|by|for|from|to|with|of|bei|in|an|auf|mit|von|aus)\s+)?${ASKING}(?![\p{L}]))`, 'iu');
const ASKS = new RegExp(String.raw`^(?:\p{L}+\s+)?${ASKING}(?![\p{L}])`, 'iu');
const VIETNAMESE_NEXT = /(?:,|;)?\s+(?:và|va|hay)\s+/iu;
const VIETNAMESE_ASKING = /(?<![\p{L}])(?:nào|gì|đâu|mấy|sao|bao\s+nhiêu|bao\s+lâu|khi\s+nào|có\s+.*không|nao|gi|bao\s+nhieu|bao\s+lau)(?![\p{L}])/iu;
const SENTENCE = /[^?.!]+(?:[.!](?=\S)[^?.!]*)*[?.!]*/gu;
/** A part that points at what another names needs its words as well. */
const POINTING = /(?<![\p{L}])(?:it|its|they|them|their|this|that|these|those|er|sie|ihn|dies\p{L}*|nó|chúng|đó)(?![\p{L}])/iu;

/** How one says that two things are compared; the groups are the two. */
const COMPARED: readonly RegExp[] = [
  /(?:differences?|differ|compare[ds]?|comparison|distinguish)\s+(?:\p{L}+\s+)?(?:between\s+|of\s+)?(?:the\s+)?(.+?)\s+(?:and|with|to|from|versus|vs\.?)\s+(?:the\s+)?(.+)$/iu,
  /^(.+?)\s+(?:versus|vs\.?)\s+(.+)$/iu,
  /(?:unterschiede?|unterscheide\p{L}*|vergleich\p{L}*)\s+(?:sich\s+)?(?:zwischen\s+|von\s+)?(.+?)\s+(?:und|mit|von|zu)\s+(.+)$/iu,
  /(?:khác\s+nhau|khác\s+biệt|so\s+sánh)\s+(?:giữa\s+)?(.+?)\s+(?:và|với)\s+(.+)$/iu,
];
/** Two things named side by side, of which the same is asked. */
const SIDE_BY_SIDE: readonly RegExp[] = [
  /(?<![\p{L}])(?:both\s+)?((?:the|our|a|an)\s+(?:[\p{L}\p{N}'’-]+\s+){0,4}?[\p{L}\p{N}'’-]+)\s+and\s+((?:the|our|a|an)\s+[\p{L}\p{N}'’-]+(?:\s+[\p{L}\p{N}'’-]+)?)/iu,
  /(?<![\p{L}])(?:sowohl\s+)?((?:der|die|das|dem|den)\s+[\p{L}\p{N}-]+)\s+(?:und|als\s+auch|wie\s+auch)\s+((?:der|die|das|dem|den)\s+[\p{L}\p{N}-]+)/iu,
  /(?<![\p{L}])(?:cả\s+)?([\p{L}\p{N}-]+\s+[\p{L}\p{N}-]+)\s+và\s+([\p{L}\p{N}-]+(?:\s+[\p{L}\p{N}-]+){0,2})(?=\s+(?:thuộc|phải|có|đều|là|được|cần)(?![\p{L}]))/iu,
];

/** The questions in a question, and the things it compares, each with enough words to be searched alone. Empty for a simple one. */
export function partsOf(question: string): QuestionPart[] {
  for (const split of [byCode, byComparison, byQuestion, bySide]) {
    const parts = different(question, split(question));
    if (parts.length > 1) return parts.slice(0, MOST_PARTS);
  }
  return [];
}

/** Those that ask something else than the whole and than each other. */
function different(question: string, parts: readonly QuestionPart[]): QuestionPart[] {
  const termsOfPart = (text: string): string => questionTerms(text).toSorted().join(' ');
  const seen = new Set([termsOfPart(question)]);
  return parts.filter(({ why, query }) => {
    const terms = termsOfPart(query);
    return (why === 'comparison' || questionTerms(query).length >= LEAST_TERMS) && !seen.has(terms) && seen.add(terms);
  });
}

/** Words between two things of which the same is asked. */
const JOINING = String.raw`and|or|with|to|versus|vs\.?|und|oder|mit|và|với`;

/** "P-101 and P-102": once with each. Codes that are the same but for letter case are one; "E12 on FL-401" is one thing at another, not two. */
function byCode(question: string): QuestionPart[] {
  const named = [...new Map(codesIn(question).filter((code) => /\d/.test(code) && code.length >= 3).map((code) => [code.toLowerCase(), code])).values()];
  const codes = named.filter((code) => named.some((other) => other !== code && (kindOf(other) === kindOf(code) || areJoined(question, code, other) || areJoined(question, other, code))));
  if (codes.length < 2 || codes.length > MOST_PARTS) return [];
  return codes.map((code) => ({ why: 'comparison', query: tidy(codes.filter((other) => other !== code).reduce(without, question)) }));
}

/** The letters before the first number: pumps are P-…, whatever follows. */
const kindOf = (code: string): string => (/^\P{N}*/u.exec(code)?.[0] ?? '').toLowerCase();

const areJoined = (question: string, code: string, other: string): boolean => new RegExp(String.raw`${code}\s*(?:,|/|\s(?:${JOINING})\s)\s*(?:the\s+)?${other}(?![\p{L}\p{N}])`, 'iu').test(question);

/** Without a code, and without what joined it to another. */
const without = (text: string, code: string): string =>
  text.replaceAll(new RegExp(String.raw`(?:(?:\s*,)?\s+(?:${JOINING})\s+|\s*,\s*)${code}(?![\p{L}\p{N}])|${code}(?:\s*,|\s+(?:${JOINING}))?(?![\p{L}\p{N}])`, 'giu'), ' ');

function byComparison(question: string): QuestionPart[] {
  for (const pattern of COMPARED) {
    const found = pattern.exec(question.replace(/[?.!]+$/, ''));
    const [, one = '', two = ''] = found ?? [];
    if (!found || questionTerms(one).length === 0 || questionTerms(two).length === 0) continue;
    // What both are compared in usually stands with the second ("… in noise"), or before the first.
    const around = question.slice(0, found.index);
    return [one, two].map((side) => ({ why: 'comparison', query: tidy(`${around} ${side} ${side === one ? tailOf(two) : ''}`) }));
  }
  return [];
}

/** "the fan in noise level" is compared in noise level. */
const tailOf = (text: string): string => /\s(?:in|regarding|concerning|bezüglich|hinsichtlich|về)\s+.+$/iu.exec(text)?.[0] ?? '';

function byQuestion(question: string): QuestionPart[] {
  const sentences = (question.match(SENTENCE) ?? []).map((sentence) => sentence.trim()).filter(Boolean);
  const asked = sentences.flatMap((sentence) => {
    const halves = sentence.split(NEXT_QUESTION);
    if (halves.length > 1) return halves;
    const vietnamese = sentence.split(VIETNAMESE_NEXT);
    return vietnamese.length === 2 && vietnamese.every((half) => VIETNAMESE_ASKING.test(half)) ? vietnamese : [sentence];
  });
  const questions = asked.filter((part) => part.endsWith('?') || ASKS.test(part) || VIETNAMESE_ASKING.test(part));
  if (questions.length < 2) return [];
  const context = asked.filter((part) => !questions.includes(part)).join(' ');
  return questions.map((part, at) => ({ why: 'part', query: tidy([context, at > 0 && leans(part) ? questions[0] : '', part].join(' ')) }));
}

/** Too little to be found alone: the first question says what it is about. */
const leans = (part: string): boolean => POINTING.test(part) || questionTerms(part).length < LEAST_TERMS;

function bySide(question: string): QuestionPart[] {
  for (const pattern of SIDE_BY_SIDE) {
    const found = pattern.exec(question);
    const [both = '', one = '', two = ''] = found ?? [];
    if (!found) continue;
    const [before, after] = [question.slice(0, found.index), question.slice(found.index + both.length)];
    return [one, two].map((side) => ({ why: 'comparison', query: tidy(`${before} ${side} ${after}`) }));
  }
  return [];
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(?:\s|^)(?:and|und|và|or|oder)\s*(?=[?.!]|$)/giu, '')
    .replace(/\s+([?.!,])/g, '$1')
    .trim();
}

