import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useWork } from '#renderer/client/work-context.tsx';
import { LISTS } from './approvals-key.ts';

/** How many calls wait for this person to decide. Lists of calls that are shown follow what becomes of them. */
export function useWaitingApprovals(): number {
  const queries = useQueryClient();
  const { waiting, changes } = useWork().approvals;
  useEffect(() => void queries.invalidateQueries({ queryKey: LISTS }), [queries, changes]);
  return waiting;
}
