import type { RequestWords } from './request-words.ts';

/** How a piece is joined to what stands before it. */
export type Joint = 'begins' | 'sentence' | 'line' | 'then' | 'also' | 'and';

/** A stretch of a message that may ask for something of its own. */
export interface Piece {
  /** From here to there in the message. */
  start: number;
  end: number;
  joint: Joint;
  /** What it says without the words that join it, and with quoted wording blotted out. */
  core: string;
}

const SENTENCE_END = /(?<=[.?!;])\s+|\s*;\s*/gu;
const LINE_END = /\s*\n+\s*(?:[-*•]\s*|\d+[.)]\s*)?/gu;
const FIRST_BULLET = /^\s*(?:[-*•]\s+|\d+[.)]\s+)/u;
const QUOTED = /"[^"\n]+"|“[^”\n]+”|„[^“”"\n]+[“”"]|«[^»\n]+»|(?<![\p{L}\p{N}])['‘‚][^'’‘\n]{3,}['’‘](?![\p{L}\p{N}])|`[^`\n]+`|\([^()\n]+\)/gu;

/** Cuts a message wherever a further request might begin: at ends of sentences, lines and joining words, but not inside of what it quotes. */
export function messagePieces(message: string, words: RequestWords): Piece[] {
  const masked = message.replaceAll(QUOTED, (quoted) => '_'.repeat(quoted.length));
  const cuts = new Map<number, { end: number; joint: Joint }>();
  const cut = (at: RegExp, jointOf: (rest: string) => Joint): void => {
    for (const { 0: gap, index } of masked.matchAll(at)) if (index > 0 && !cuts.has(index)) cuts.set(index, { end: index + gap.length, joint: jointOf(masked.slice(index + gap.length)) });
  };
  cut(LINE_END, () => 'line');
  cut(SENTENCE_END, () => 'sentence');
  cut(words.later, (rest) => (words.joints.exec(rest)?.[0].search(words.afterwards) ?? -1) >= 0 ? 'then' : 'also');
  cut(words.joined, () => 'and');
  const starts = [{ index: 0, end: FIRST_BULLET.exec(masked)?.[0].length ?? 0, joint: 'begins' as Joint }, ...[...cuts].map(([index, each]) => ({ ...each, index }))].toSorted((a, b) => a.index - b.index);
  const pieces: Piece[] = [];
  starts.forEach(({ end: start, joint }, at) => {
    const next = starts[at + 1];
    const last = pieces.at(-1);
    // Joining words that were cut off by themselves belong to what comes next.
    const onlyJoins = last !== undefined && coreOf(masked.slice(last.start, start), words) === '' ? pieces.pop() : undefined;
    const end = Math.max(start, next?.index ?? message.length);
    pieces.push({ start: onlyJoins?.start ?? start, end, joint: onlyJoins?.joint ?? joint, core: coreOf(masked.slice(onlyJoins?.start ?? start, end), words) });
  });
  return pieces.filter(({ core }) => core !== '');
}

function coreOf(text: string, words: RequestWords): string {
  return text.trim().replace(words.joints, '').replace(words.leads, '');
}

/** Without the words that joined it to what came before. */
export function withoutJoints(text: string, words: RequestWords): string {
  const rest = text.replace(words.joints, '');
  return rest === '' ? text : rest;
}
