import { createContext, useContext } from 'react';
import { useStore } from '#renderer/client/store.ts';
import type { Answering } from './answering.ts';
import type { Answers } from './create-answers.ts';

export const AnswersContext = createContext<Answers | null>(null);

export function useAnswers(): Answers {
  const answers = useContext(AnswersContext);
  if (answers === null) throw new Error('useAnswers needs an AnswersContext above it');
  return answers;
}

/** The answer being made in a conversation, if any. */
export function useAnswering(id: string): Answering | null {
  return useStore(useAnswers()).get(id) ?? null;
}
