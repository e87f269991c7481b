import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUESTION_LANGUAGES, type QuestionLanguage } from '#shared/contract/routing.ts';

/** A message that was labelled by hand: into which parts it is to be taken apart, if at all. */
export interface SplittingMessage {
  id: string;
  half: 'train' | 'test';
  language: QuestionLanguage;
  question: string;
  /** What each part has to lie in; one alone where the message is to stay whole. */
  segments: string[];
  /** Whether the last part needs what the one before found. */
  order: boolean;
}

/** A part of a message as the routing takes it apart. */
export interface SplitPart {
  text: string;
  follows: boolean;
}

export interface Split {
  asked: SplittingMessage;
  parts: readonly SplitPart[];
}

export async function readSplittingMessages(): Promise<SplittingMessage[]> {
  const text = await readFile(join(import.meta.dirname, 'splitting.jsonl'), 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const { message, order = false, ...rest } = JSON.parse(line) as Pick<SplittingMessage, 'id' | 'half' | 'language'> & { message: string; order?: boolean };
    return { ...rest, order, question: message.replaceAll('| ', ''), segments: message.split('| ').map((segment) => segment.trim()) };
  });
}

const isSplit = ({ parts }: Split): boolean => parts.length > 1;
const shouldSplit = ({ asked }: Split): boolean => asked.segments.length > 1;
const atRightPlaces = ({ asked, parts }: Split): boolean => parts.length === asked.segments.length && parts.every(({ text }, at) => asked.segments[at]?.includes(text));
const inRightOrder = ({ asked, parts }: Split): boolean => parts.at(-1)?.follows === asked.order;

/** Of the messages taken apart, those that are to be, at these places; and of those that are to be, how many are. */
export function splittingScores(splits: readonly Split[]): { n: number; precision: number; recall: number; inOrder: number } {
  const right = splits.filter((each) => shouldSplit(each) && isSplit(each) && atRightPlaces(each));
  const share = (all: readonly Split[]): number => (all.length === 0 ? 1 : right.length / all.length);
  return { n: splits.length, precision: share(splits.filter(isSplit)), recall: share(splits.filter(shouldSplit)), inOrder: right.length === 0 ? 1 : right.filter(inRightOrder).length / right.length };
}

/** Prints precision and recall by half and language, and each message of the train half that went wrong: the test half is not to be looked into. */
export function printSplitting(splits: readonly Split[]): object {
  console.log(`\nseveral intents in one message\n${'half'.padEnd(9)} ${'language'.padEnd(8)}   n   precision  recall  order right`);
  for (const half of ['train', 'test'] as const) {
    for (const language of [...QUESTION_LANGUAGES, null]) {
      const { n, precision, recall, inOrder } = splittingScores(splits.filter(({ asked }) => asked.half === half && (language === null || asked.language === language)));
      console.log(`${half.padEnd(9)} ${(language ?? 'all').padEnd(8)} ${String(n).padStart(3)}   ${precision.toFixed(3).padStart(9)}   ${recall.toFixed(3)}  ${inOrder.toFixed(3).padStart(11)}`);
    }
  }
  for (const each of splits.filter(({ asked }) => asked.half === 'train')) {
    const wrong = isSplit(each) !== shouldSplit(each) || (shouldSplit(each) && (!atRightPlaces(each) || !inRightOrder(each)));
    if (wrong) console.log(`  ${each.asked.id} ${each.parts.map(({ text, follows }) => (follows ? `> ${text}` : text)).join(' | ')}`);
  }
  return splittingScores(splits.filter(({ asked }) => asked.half === 'test'));
}
