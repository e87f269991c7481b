import { useQuery } from '@tanstack/react-query';
import { useClient } from '#renderer/client/client-context.tsx';
import { useIdentity } from '#renderer/client/identity-context.tsx';
import { APPROVALS, LOOK_AGAIN_MS } from './approvals-key.ts';

/** How many calls wait for this person to decide. */
export function useWaitingApprovals(): number {
  const client = useClient();
  const enabled = useIdentity().permissions.includes('approvals:decide');
  const count = useQuery({ queryKey: [...APPROVALS, 'count'], queryFn: ({ signal }) => client.approvals.count({}, { signal }), refetchInterval: LOOK_AGAIN_MS, enabled });
  return count.data?.waiting ?? 0;
}
