import { useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.tsx';

export const MODE_KEY = ['system', 'mode'] as const;
const CALM_MS = 15_000;

/** What answers, searches and leaves the machine right now; asked again every 15 s and when something changed it. */
export function useMode() {
  const client = useClient();
  return useQuery({
    queryKey: MODE_KEY,
    queryFn: ({ signal }) => client.system.mode({}, { signal }),
    refetchInterval: CALM_MS,
    refetchOnWindowFocus: true,
  });
}
