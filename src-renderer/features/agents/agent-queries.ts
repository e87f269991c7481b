import { useQuery } from '@tanstack/react-query';
import { useClient } from '#renderer/client/client-context.tsx';

export const AGENTS = ['agents'] as const;

export function useAgentList() {
  const client = useClient();
  return useQuery({ queryKey: [...AGENTS, 'list'], queryFn: ({ signal }) => client.agents.list({}, { signal }) });
}

export function useAgentTemplates() {
  const client = useClient();
  return useQuery({ queryKey: [...AGENTS, 'templates'], queryFn: ({ signal }) => client.agents.templates({}, { signal }), staleTime: Number.POSITIVE_INFINITY });
}
