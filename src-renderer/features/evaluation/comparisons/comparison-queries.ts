import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { modelTask } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';

export const COMPARISONS = ['comparisons'] as const;
const SETS = [...COMPARISONS, 'sets'] as const;
export const comparisonKey = (id: string) => [...COMPARISONS, 'one', id] as const;

const AGAIN_MS = 2_000;
/** Questions with their answers that come at once. */
const PAGE = 10;

export function useEvaluationSets() {
  const client = useClient();
  return useQuery({ queryKey: SETS, queryFn: ({ signal }) => client.evaluationSets.list({}, { signal }) });
}

export function useComparisons() {
  const client = useClient();
  return useQuery({ queryKey: [...COMPARISONS, 'list'], queryFn: ({ signal }) => client.comparisons.list({}, { signal }) });
}

/** The language models that can be compared, on this machine and elsewhere. */
export function useWritingModels() {
  const client = useClient();
  const found = useQuery({
    queryKey: [...COMPARISONS, 'models'],
    queryFn: async ({ signal }) => {
      const [here, elsewhere] = [await client.models.list({}, { signal }), await client.remoteModels.list({}, { signal })];
      const own = here.models.filter((model) => modelTask(model) === 'write' && model.status === 'ready' && model.fit?.verdict !== 'no');
      return [...own, ...elsewhere.models].map(({ id, name }) => ({ id, name }));
    },
  });
  return found.data ?? [];
}

/** A comparison, kept up to date for as long as it runs. */
export function useComparison(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  const comparison = useQuery({ queryKey: comparisonKey(id), queryFn: ({ signal }) => client.comparisons.get({ id }, { signal }) });
  const running = comparison.data?.state === 'running';
  useEffect(() => {
    if (!running) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const follow = async (): Promise<void> => {
      for await (const event of await client.comparisons.watch({ id }, { signal })) queries.setQueryData(comparisonKey(id), event.comparison);
    };
    // A connection that broke is taken up again; a comparison that is over ends this.
    const again = (): void => void (signal.aborted || setTimeout(() => void queries.invalidateQueries({ queryKey: comparisonKey(id) }), AGAIN_MS));
    follow().then(() => queries.invalidateQueries({ queryKey: [...COMPARISONS, 'list'] }), again);
    return () => leaving.abort();
  }, [client, queries, id, running]);
  return comparison;
}

/** A page of questions with both answers, as it stands after so many answers. */
export function useAnswers(id: string, page: number, done: number) {
  const client = useClient();
  return useQuery({
    queryKey: [...COMPARISONS, 'answers', id, page, done],
    queryFn: ({ signal }) => client.comparisons.answers({ id, from: page * PAGE, most: PAGE }, { signal }),
    placeholderData: (before) => before,
    select: ({ total, questions }) => ({ questions, pages: Math.max(1, Math.ceil(total / PAGE)) }),
  });
}
