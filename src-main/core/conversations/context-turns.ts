import type { Passage } from '#shared/contract/passages.ts';
import type { NumberedPassage } from '#core/prompts/index.ts';
import { withoutMarks } from './citations.ts';
import type { ShownPassage } from './made-from.ts';
import type { KeptMessage } from './used-documents.ts';

/** An earlier question with its answer, as a model is given them again. */
export interface ContextTurn {
  question: string;
  meaning: string | null;
  /** What stood before the question. */
  passages: NumberedPassage<Passage>[];
  /** Numbers of passages from earlier turns that belonged to it too. */
  again: readonly number[];
  /** As the model wrote it: with its numbers for the passages. */
  written: string;
  answer: KeptMessage;
}

export interface ConversationContext {
  /** Oldest first. */
  turns: ContextTurn[];
  /** Turns that rest on something their reader may not read any more, or that is gone. */
  lost: number;
  /** The number that the next passage gets. Numbers of lost turns are not given again. */
  next: number;
}

/** Ids of the passages that earlier questions were asked with. */
export function shownChunks(history: readonly KeptMessage[]): string[] {
  return [...new Set(history.flatMap(({ made }) => (made?.shown ?? []).map(({ chunkId }) => chunkId)))];
}

/**
 * What a model is given of a conversation: each turn with the very passages it was given then, so that what it has read needs no reading
 * again. A turn is left out whole when one of its passages is not among those that may be `read` now, or its answer rests on what is gone.
 */
export function contextTurns(history: readonly KeptMessage[], read: readonly Passage[]): ConversationContext {
  const current = new Map(read.map((passage) => [passage.chunkId, passage]));
  const gone = new Set<number>();
  const turns: ContextTurn[] = [];
  let [lost, next] = [0, 1];
  history.forEach((answer, at) => {
    const question = questionOf(history, at);
    if (answer.role !== 'assistant' || question?.role !== 'user') return;
    const { shown = [], again = [] } = answer.made ?? {};
    next = Math.max(next, ...shown.map(({ n }) => n + 1));
    const passages = shown.flatMap((each) => asNow(each, current.get(each.chunkId)));
    if (answer.gone || passages.length < shown.length || again.some((n) => gone.has(n))) {
      lost += 1;
      shown.forEach(({ n }) => gone.add(n));
      return;
    }
    turns.push({ question: question.content, meaning: answer.understood?.rewritten ?? null, passages, again, written: writtenIn(answer), answer });
  });
  return { turns, lost, next };
}

/** The message before an answer; of one that went on by itself, the question before that. */
function questionOf(history: readonly KeptMessage[], at: number): KeptMessage | undefined {
  return history[at]?.agent?.continues == null ? history[at - 1] : history.slice(0, at).findLast(({ role }) => role === 'user');
}

/** What the model wrote, unless something else was shown: then that, in which no number leads to a passage of the model's. */
function writtenIn({ content, mode, guardrails, made }: KeptMessage): string {
  const asWritten = mode === 'generated' && guardrails?.action !== 'masked' ? made?.written : undefined;
  return asWritten ?? withoutMarks(content);
}

/** With its document as it is now; nothing where that does not hold the same text any more, or stands otherwise. */
function asNow({ n, standing, ...shown }: ShownPassage, current: Passage | undefined): NumberedPassage<Passage>[] {
  if (!current || current.document.standing !== standing || !shown.text.includes(current.text)) return [];
  return [{ n, passage: { ...current, ...shown } }];
}
