import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { showToast } from './toast-store.ts';
import { useFailureSentence } from './use-failure-sentence.ts';

interface Action<T> {
  act: () => Promise<T>;
  /** What happened, in a sentence. */
  done?: (result: T) => string;
}

/** Runs a change, asks again for what it touched, and says what happened or why it did not. */
export function useAction(touches: QueryKey) {
  const queries = useQueryClient();
  const sentence = useFailureSentence();
  const run = useMutation({
    mutationFn: async ({ act, done }: Action<unknown>) => ({ result: await act(), done }),
    onSuccess: async ({ result, done }) => {
      await queries.invalidateQueries({ queryKey: touches });
      if (done !== undefined) showToast({ state: 'ready', text: done(result) });
    },
    onError: (failure) => showToast({ state: 'failed', text: sentence(failure) }),
  });
  return {
    pending: run.isPending,
    run: <T>(act: () => Promise<T>, done?: (result: T) => string): void => run.mutate({ act, ...(done === undefined ? {} : { done: (result: unknown) => done(result as T) }) }),
  };
}
