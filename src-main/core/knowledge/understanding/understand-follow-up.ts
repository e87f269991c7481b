import { questionTerms } from '#core/knowledge/retrieval/question-terms.ts';

/** Equipment and document codes: letters and digits in one word, parts by hyphen, dot or slash. */
const CODE = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}./-]*\p{N})(?=[\p{L}\p{N}./-]*\p{L})\p{L}[\p{L}\p{N}]*(?:[-./][\p{L}\p{N}]+)*(?![\p{L}\p{N}])/gu;

/** What a follow-up begins with when it says only what is different now. */
const OPENING =
  /^(?:(?:and|or|but|so|then|ok|okay|also)[\s,]+)*(?:(?:what|how)\s+about|and|same\s+(?:for|question\s+for)|what\s+if\s+it\s+is)\b\s*|^(?:(?:und|oder|aber|auch)[\s,]+)*(?:was\s+ist\s+mit|wie\s+ist\s+es\s+(?:mit|bei)|wie\s+sieht\s+es\s+(?:mit|bei)|und|auch)(?![\p{L}])\s*|^(?:(?:thế|vậy|và)\s+)*(?:còn|và|con)(?![\p{L}])\s*/iu;
/** Vietnamese puts the question behind: "còn máy kia thì sao?". */
const CLOSING = /(?:\s+(?:thì\s+sao|thi\s+sao|thì\s+thế\s+nào|thì|then|too|as\s+well|dann|auch))?\s*[?.!]*\s*$/iu;
const POINTING =
  /(?<![\p{L}])(?:it|its|they|them|their|this|that|these|those|there|the\s+same|the\s+other|er|ihn|ihm|diese[rsmn]?|dies|dort|davon|dafür|damit|dazu|dasselbe|nó|chúng|đó|này|kia|cái\s+kia)(?![\p{L}])/iu;
const ASKING =
  /(?<![\p{L}])(?:what|which|who|whom|whose|where|when|why|how|is|are|does|do|can|may|must|should|was|welche[rsmn]?|wer|wem|wo|womit|wann|warum|wie|wieviel|ist|sind|kann|darf|muss|gibt|nào|gì|đâu|mấy|sao|bao\s+nhiêu|bao\s+lâu|khi\s+nào|phải|có)(?![\p{L}])/iu;
/** Where the last phrase of a question begins: what it is about. */
const PHRASE = /\s(?:of|for|on|at|in|from|with|by|von|vom|für|bei|beim|am|an|im|in|des|der|mit|của|cho|ở|tại|trong|với|trên)\s(?!.*\s(?:of|for|on|at|in|from|with|by|von|vom|für|bei|beim|am|an|im|in|des|der|mit|của|cho|ở|tại|trong|với|trên)\s)/iu;
const STARTS_WITH_PHRASE = /^(?:of|for|on|at|in|from|with|by|von|vom|für|bei|beim|am|an|im|in|des|der|mit|của|cho|ở|tại|trong|với|trên)\s/iu;

/** A longer question stands on its own, even with a word that points. */
const LEANING_WORDS = 9;
const FEW_TERMS = 1;
/** Words before a code that say what it is: "relief valve V-101". */
const SUBJECT = /((?:\p{L}[\p{L}-]*\s+){0,2})$/u;
const DETERMINER = /^(?:.*\s)?(?:the|a|an|our|of|for|on|at|is|does|do|der|die|das|des|dem|den|von|für|ist|của|cho|là)\s+/iu;

export const codesIn = (text: string): string[] => Array.from(text.matchAll(CODE), ([code]) => code);

/**
 * A question that leans on the one before, put into words that stand alone: "and P-102?" after "What is the pressure of
 * P-101A?" asks for the pressure of P-102. Null where it stands on its own. Rules, not a model: they err towards keeping words.
 */
export function followUp(question: string, earlier: readonly string[]): string | null {
  const before = earlier.at(-1)?.trim();
  if (!before) return null;
  const asked = question.trim();
  const opened = OPENING.test(asked);
  const rest = asked.replace(OPENING, '').replace(CLOSING, '').trim();
  if (opened && !ASKING.test(rest)) return replaced(before, rest);
  if (opened || leans(asked)) return `${asked} ${subjectOf(before) ?? before}`;
  return null;
}

function leans(question: string): boolean {
  if (codesIn(question).length > 0) return !ASKING.test(question);
  if (POINTING.test(question)) return question.split(/\s+/).length <= LEANING_WORDS;
  return !ASKING.test(question) && questionTerms(question).length <= FEW_TERMS;
}

/** The question before, with what changed in the place of what it was about. */
function replaced(before: string, change: string): string {
  const bare = change.replace(STARTS_WITH_PHRASE, '');
  if (bare === '') return before;
  const code = alikeCode(before, codesIn(change)[0]);
  if (code !== null) return before.replace(code, bare);
  const phrase = PHRASE.exec(before);
  const end = /[?.!]*$/.exec(before)?.[0] ?? '';
  if (phrase === null) return `${before.slice(0, before.length - end.length)} ${change}${end}`;
  const head = before.slice(0, phrase.index);
  return `${head} ${STARTS_WITH_PHRASE.test(change) ? change : phrase[0].trim() + ' ' + change}${end}`;
}

/** The code of a question that another takes the place of: one of the same letters if there is one. Without another, the last: "the other pump". */
function alikeCode(text: string, other: string | undefined): string | null {
  const codes = codesIn(text);
  const letters = (code: string): string => /^\p{L}*/u.exec(code)?.[0].toLowerCase() ?? '';
  return codes.find((code) => other !== undefined && letters(code) === letters(other)) ?? codes.at(-1) ?? null;
}

/** What a question is about, where a code says it. */
function subjectOf(question: string): string | null {
  const code = codesIn(question).at(-1);
  if (code === undefined) return null;
  const before = SUBJECT.exec(question.slice(0, question.indexOf(code)))?.[1] ?? '';
  return `${before.replace(DETERMINER, '').trim()} ${code}`.trim();
}
