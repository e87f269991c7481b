import { folded } from './folded.ts';
import { maskThings, THING } from './mask-things.ts';

/** A sparse vector: values at rising or falling indexes below the classifier's width, none twice. */
export interface SparseVector {
  indexes: Int32Array;
  values: Float32Array;
}

/** Hashed features; numbers of an embedding stand behind them. A power of two. */
export const HASH_BUCKETS = 1 << 16;

/** Longest part of a question that is looked at, in characters: what is meant is said early. */
const LONGEST = 1_000;

/** How much each kind of feature counts before the vector is brought to unit length. */
const WORD = 1;
const EXACT_WORD = 0.5;
const PAIR = 0.8;
const PIECE = 0.45;
const SHAPE = 1;

const ALARM_LETTERS = /^[a-z]{1,2}(?:ahh|all|ah|al|shh|sll|sh|sl)$/u;

/**
 * What a question is told apart by: its words with and without accents, pairs of neighbouring words, pieces of words (which bear
 * misspellings and compounds), and the form of tags, codes and numbers.
 */
export function questionFeatures(question: string): SparseVector {
  const weights = new Map<number, number>();
  const add = (feature: string, weight: number): void => {
    const at = hash(feature) & (HASH_BUCKETS - 1);
    weights.set(at, Math.max(weights.get(at) ?? 0, weight));
  };
  const text = question.slice(0, LONGEST).normalize('NFC').toLowerCase();
  for (const word of text.match(/\p{L}+/gu) ?? []) if (folded(word) !== word) add(`x:${word}`, EXACT_WORD);
  const words = wordsOf(text);
  let before = '^';
  for (const word of words) {
    const plain = /\p{N}/u.test(word) ? shapeOf(word, add) : word;
    add(`w:${plain}`, WORD);
    add(`p:${before} ${plain}`, PAIR);
    before = plain;
    if (plain === word && word !== THING) for (const piece of piecesOf(word)) add(`c:${piece}`, PIECE);
  }
  add(`p:${before} $`, PAIR);
  return unitVector(weights);
}

/** Folded words in their order, equipment masked; tags and codes stay in one piece. */
export function wordsOf(text: string): string[] {
  return maskThings(folded(text.slice(0, LONGEST)).match(/[\p{L}\p{N}]+(?:[-./'][\p{L}\p{N}]+)*/gu) ?? []);
}

/** A word with digits in it by its form, so that one tag stands for all like it. */
function shapeOf(word: string, add: (feature: string, weight: number) => void): string {
  const letters = /^\p{L}+/u.exec(word)?.[0] ?? '';
  if (ALARM_LETTERS.test(letters)) add('s:alarm', SHAPE);
  else if (letters !== '') add(letters.length === 1 && /^\p{L}\p{N}/u.test(word) ? 's:code' : 's:tag', SHAPE);
  const digits = word.replace(/\P{N}/gu, '').length;
  if (letters === '') add(`s:number${Math.min(digits, 10)}`, SHAPE);
  return word.replace(/\p{N}+/gu, '0');
}

function* piecesOf(word: string): Iterable<string> {
  const whole = `<${word}>`;
  for (const length of [3, 4, 5]) for (let at = 0; at + length <= whole.length; at += 1) yield whole.slice(at, at + length);
}

function unitVector(weights: ReadonlyMap<number, number>): SparseVector {
  const length = Math.sqrt([...weights.values()].reduce((sum, value) => sum + value * value, 0)) || 1;
  return { indexes: Int32Array.from(weights.keys()), values: Float32Array.from(weights.values(), (value) => value / length) };
}

/** FNV-1a over the UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
