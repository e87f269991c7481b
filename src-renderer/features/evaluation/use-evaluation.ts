import { useEffect, useRef, useState } from 'react';
import type { EvaluationQuestion, EvaluationReport } from '#shared/contract/evaluation.ts';
import { useClient } from '#renderer/client/client-context.tsx';

export type Evaluation =
  | { state: 'idle' }
  | { state: 'running'; done: number; total: number }
  | { state: 'done'; report: EvaluationReport }
  | { state: 'failed'; failure: unknown };

/** Runs an evaluation; it stops when asked to or when the screen is left. */
export function useEvaluation() {
  const client = useClient();
  const [evaluation, setEvaluation] = useState<Evaluation>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function run(questions: readonly EvaluationQuestion[], written: boolean): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setEvaluation({ state: 'running', done: 0, total: questions.length });
    try {
      for await (const event of await client.evaluation.run({ questions: [...questions], written }, { signal: controller.signal })) {
        if (event.type === 'progress') setEvaluation({ state: 'running', done: event.done, total: event.total });
        else setEvaluation({ state: 'done', report: event.report });
      }
    } catch (failure) {
      setEvaluation(controller.signal.aborted ? { state: 'idle' } : { state: 'failed', failure });
    }
  }

  return { evaluation, run: (questions: readonly EvaluationQuestion[], written: boolean) => void run(questions, written), stop: () => running.current?.abort() };
}
