import { folded } from './folded.ts';
import { languageOf } from './language-of.ts';
import { messagePieces, type Piece, withoutJoints } from './message-pieces.ts';
import { isNextStep, isOpen, kindOf, leansBack, type PieceKind } from './piece-kind.ts';
import type { Likely } from './question-classifier.ts';
import { type RequestWords, requestWords } from './request-words.ts';

/** A part of a message that wants something of its own. */
export interface Intent {
  text: string;
  likely: readonly Likely[];
  /** Rests on what came before it. */
  follows: boolean;
  /** Says by itself for no agent, as "convert it to inches" does: whoever does what it rests on goes on. */
  goesOn: boolean;
}

interface Group {
  start: number;
  text: string;
  likely: readonly Likely[];
  kind: PieceKind;
  /** Set off from what came before because it is the next step of it, whoever does it. */
  step: boolean;
}

/** How sure each side of a break must be that it is for another agent than its neighbour: behind a sentence or "then", behind "and", and where that leans back. */
const SURE_STRONG = 0.5;
const SURE_WEAK = 0.65;
const SURE_LEANING = 0.85;
const SURELY_TALK = 0.8;

/** No more than this is looked for: a longer message is a document, not a list of questions. */
const MOST_PARTS = 8;
const MOST_PIECES = 24;

/**
 * Takes a message apart where its parts are clearly for different agents, and where one is to be done with what the one before finds.
 * A message for one agent that asks for things beside each other stays whole, whatever words join it.
 */
export function splitIntents(message: string, classify: (text: string) => readonly Likely[]): Intent[] {
  const text = message.normalize('NFC').trim();
  const words = requestWords(languageOf(text), folded(text) === text.toLowerCase());
  const whole: Intent = { text, likely: classify(text), follows: false, goesOn: false };
  const pieces = messagePieces(text, words);
  if (pieces.length < 2 || pieces.length > MOST_PIECES) return [whole];
  const groups = grouped(text, pieces, words, classify);
  if (groups.length < 2 || groups.length > MOST_PARTS) return [whole];
  return groups.map(({ text: part, likely, step }, at) => ({
    text: withoutJoints(part, words),
    likely,
    follows: at > 0 && (step || leansBack(part, words)),
    goesOn: step && (amongAgents(likely)?.confidence ?? 0) < SURE_STRONG,
  }));
}

function grouped(message: string, pieces: readonly Piece[], words: RequestWords, classify: (text: string) => readonly Likely[]): Group[] {
  const groups: Group[] = [];
  const stretch = (start: number, end: number): { text: string; likely: readonly Likely[] } => {
    const text = message.slice(start, end).trim();
    return { text, likely: classify(withoutJoints(text, words)) };
  };
  for (const piece of pieces) {
    const last = groups.at(-1);
    const kind = kindOf(piece, last?.kind, words);
    const here = stretch(piece.start, piece.end);
    const step = last !== undefined && kind === 'order' && asksForSomething(last.kind) && !isOpen(last.text, words) && isNextStep(piece, here.text, last.kind, words);
    if (last === undefined || step || (canStandAlone(last, piece, kind, words) && isAnother(last.likely, here.likely, surenessFor(piece, here.text, words)))) {
      groups.push({ ...here, start: piece.start, kind, step });
      continue;
    }
    Object.assign(last, stretch(last.start, piece.end));
    if (!asksForSomething(last.kind)) last.kind = kind;
  }
  return groups;
}

/** "And how do I clear it?" mostly asks on about the same thing. */
function surenessFor({ joint }: Piece, text: string, words: RequestWords): number {
  if (joint !== 'and') return SURE_STRONG;
  return leansBack(text, words) ? SURE_LEANING : SURE_WEAK;
}

/** Whether both sides of a break can be asked by themselves. */
function canStandAlone(last: Group, { joint }: Piece, kind: PieceKind, words: RequestWords): boolean {
  if (joint === 'line' || joint === 'also') return true;
  if (!asksForSomething(kind) || last.kind === 'preface') return false;
  const mereName = last.kind === 'neither';
  return !mereName || (joint !== 'sentence' && !words.asksInPlace);
}

function asksForSomething(kind: PieceKind): boolean {
  return kind === 'order' || kind === 'question';
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
