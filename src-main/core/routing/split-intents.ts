import type { Likely } from './question-classifier.ts';

/** A part of a message that wants something of its own. */
export interface Intent {
  text: string;
  likely: readonly Likely[];
  /** Rests on what came before it. */
  follows: boolean;
}

interface Part {
  text: string;
  /** Stands behind the end of a sentence or a word like "then", not a mere "and". */
  strong: boolean;
}

/** How sure each side of a break must be that it is for another agent than its neighbour. */
const SURE_STRONG = 0.5;
const SURE_WEAK = 0.65;
const SURELY_TALK = 0.8;

const THEN = String.raw`(?:then|afterwards|after\s+that|dann|danach|anschließend)`;
const AND_THEN = String.raw`(?:and\s+${THEN}|und\s+${THEN}|und\s+sag\s+mir\s+dann|sau\s+đó|rồi|tiếp\s+theo)`;
const ALSO = String.raw`(?:also|besides|in\s+addition|außerdem|zusätzlich|ngoài\s+ra|đồng\s+thời)`;
const AND = String.raw`(?:and|und|sowie|và)`;
const SENTENCE_END = /(?<=[.?!;])\s+|\s*;\s*|\s*\n+\s*(?:[-*•]|\d+[.)])?\s*/u;
const STRONG_WORD = new RegExp(String.raw`,\s+(?=(?:${THEN}|${ALSO})[\s:])|,?\s+(?=(?:${AND_THEN}|${AND}\s+${ALSO})[\s:])`, 'iu');
const WEAK_WORD = new RegExp(String.raw`,?\s+(?=${AND}\s)(?!${AND_THEN}[\s:])`, 'iu');
const LEADING = new RegExp(String.raw`^(?:(?:${AND_THEN}|${THEN})[\s,:]+|${AND}\s+)?(?:${ALSO}[\s,:]+)?`, 'iu');

const STARTS_LATER = new RegExp(String.raw`^(?:${THEN}|${AND_THEN})(?=[\s,:])`, 'iu');
const POINTS_BACK = /(?:^|\s)(?:it|them|that|those|their|daraus|damit|davon|deren|dessen|từ đó|nó|chúng)(?=[\s,.?!]|$)|(?:\s)(?:dann|danach|then|sau đó)(?=[\s,.?!]|$)/iu;

/** No more than this is looked for: a longer message is a document, not a list of questions. */
const MOST_PARTS = 8;

/**
 * Takes a message apart where its parts are clearly for different agents; a message for one agent stays whole, whatever words join it.
 */
export function splitIntents(message: string, classify: (text: string) => readonly Likely[]): Intent[] {
  const parts = partsOf(message);
  const whole: Intent = { text: message.trim(), likely: classify(message), follows: false };
  if (parts.length < 2 || parts.length > MOST_PARTS) return [whole];
  const groups: { text: string; likely: readonly Likely[] }[] = [];
  for (const { text, strong } of parts) {
    const last = groups.at(-1);
    const likely = classify(withoutLeading(text));
    if (last === undefined) groups.push({ text, likely });
    else if (isAnother(last.likely, likely, strong ? SURE_STRONG : SURE_WEAK)) groups.push({ text, likely });
    else {
      last.text = `${last.text} ${text}`;
      last.likely = classify(last.text);
    }
  }
  if (groups.length < 2) return [whole];
  return groups.map(({ text, likely }, at) => ({ text: withoutLeading(text), likely, follows: at > 0 && (STARTS_LATER.test(text) || POINTS_BACK.test(text)) }));
}

function partsOf(message: string): Part[] {
  const sentences = message.split(SENTENCE_END).map((text) => text.trim()).filter((text) => text !== '');
  return sentences.flatMap((sentence, at) =>
    sentence.split(STRONG_WORD).flatMap((piece, i) => piece.split(WEAK_WORD).map((text, j): Part => ({ text, strong: j === 0 && (i > 0 || at > 0) }))),
  );
}

function isAnother(before: readonly Likely[], now: readonly Likely[], sure: number): boolean {
  const [a, b] = [amongAgents(before), amongAgents(now)];
  return a !== null && b !== null && a.agent !== b.agent && a.confidence >= sure && b.confidence >= sure;
}

/** The likeliest agent, and how likely it is where an agent is meant: short parts look like talk. Null where a part plainly is talk. */
function amongAgents(likely: readonly Likely[]): Likely | null {
  const all = likely.reduce((sum, { confidence }) => sum + confidence, 0);
  const talk = likely.find(({ agent }) => agent === null)?.confidence ?? 0;
  const best = likely.find(({ agent }) => agent !== null);
  return best === undefined || talk > SURELY_TALK * all ? null : { agent: best.agent, confidence: best.confidence / (all - talk) };
}

/** Without the words that joined it to what came before. */
function withoutLeading(text: string): string {
  return text.replace(LEADING, '');
}
