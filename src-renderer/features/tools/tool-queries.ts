import { useQuery } from '@tanstack/react-query';
import { useClient } from '#renderer/client/client-context.tsx';

export const TOOLS = ['tools'] as const;

export function useToolList() {
  const client = useClient();
  return useQuery({ queryKey: [...TOOLS, 'list'], queryFn: ({ signal }) => client.tools.list({}, { signal }) });
}
