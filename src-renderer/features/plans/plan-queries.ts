import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '#renderer/client/client-context.tsx';

export const PLANS = ['plans'] as const;
export const planKey = (id: string) => [...PLANS, 'one', id] as const;

const AGAIN_MS = 2_000;

export function usePlans() {
  const client = useClient();
  return useQuery({ queryKey: [...PLANS, 'list'], queryFn: ({ signal }) => client.plans.list({}, { signal }) });
}

/** A plan, kept up to date for as long as it runs. */
export function usePlan(id: string) {
  const client = useClient();
  const queries = useQueryClient();
  const plan = useQuery({ queryKey: planKey(id), queryFn: ({ signal }) => client.plans.get({ id }, { signal }) });
  const moving = plan.data !== undefined && (plan.data.state === 'running' || plan.data.steps.some(({ state }) => state === 'running'));
  useEffect(() => {
    if (!moving) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const follow = async (): Promise<void> => {
      for await (const event of await client.plans.watch({ id }, { signal })) queries.setQueryData(planKey(id), event.plan);
    };
    // A connection that broke is taken up again; a plan that is over ends this.
    const again = (): void => void (signal.aborted || setTimeout(() => void queries.invalidateQueries({ queryKey: planKey(id) }), AGAIN_MS));
    follow().then(() => queries.invalidateQueries({ queryKey: [...PLANS, 'list'] }), again);
    return () => leaving.abort();
  }, [client, queries, id, moving]);
  return plan;
}

export function useAgentTitles() {
  const client = useClient();
  const offered = useQuery({ queryKey: ['agents', 'mine'], queryFn: ({ signal }) => client.agents.mine({}, { signal }) });
  return offered.data?.agents.map(({ name, title }) => ({ name, title })) ?? [];
}
